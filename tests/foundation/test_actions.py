"""Each act has one name for people."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from guanmo.foundation import actions

SOURCE = Path(__file__).resolve().parents[2] / "src" / "guanmo"


def acts_in(path: Path) -> set[str]:
    """The words a file hands to Change directly, and those of a known family anywhere in a file that uses Change."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    direct = {
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Change"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    if not any(isinstance(node, ast.alias) and node.name == "Change" for node in nodes):
        return direct
    families = "|".join({action.split(".")[0] for action in actions.registered()})
    return direct | {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(rf"({families})\.[a-z_]+", node.value)
    }


def first_words() -> set[str]:
    return {word for path in SOURCE.rglob("*.py") for word in acts_in(path)}


def test_every_act_has_a_name_and_every_name_an_act() -> None:
    assert first_words() == set(actions.registered())


def test_walk_finds_an_act_that_has_no_name(tmp_path: Path) -> None:
    new = tmp_path / "services.py"
    new.write_text(
        "from guanmo.foundation.history import Change\n"
        'Change("ghost.raised", by=None, at=None)\n'
        'say("person.vanished")\n',
        encoding="utf-8",
    )

    assert acts_in(new) - set(actions.registered()) == {"ghost.raised", "person.vanished"}


def test_names_are_chinese_and_short() -> None:
    for label in actions.registered().values():
        assert 2 <= len(label) <= 14
        assert not any(letter.isascii() and letter.isalpha() for letter in label)


def test_label_of_a_known_act() -> None:
    assert actions.action_label("person.logged_in") == "登录"


def test_label_of_an_unknown_act_is_the_act() -> None:
    assert actions.action_label("gone.act") == "gone.act"


def test_one_act_cannot_have_two_names() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"person\.logged_in: 登录 / 登入"):
        actions.register({"person.logged_in": "登入"})

    assert actions.action_label("person.logged_in") == "登录"


def test_collecting_again_changes_nothing() -> None:
    before = actions.registered()

    actions.register_from(apps.get_app_configs())

    assert actions.registered() == before
