"""Makes bundles, and recomputes results in full: what `bundles` checks, with signing and statistics at hand."""

import base64
from collections.abc import Sequence

from guanmo.engines.packs import Pack
from guanmo.engines.scoring.bodies import body_hash
from guanmo.engines.scoring.bundles import FORMAT, Content, as_sealed, checkpoint_text, sealed_units
from guanmo.engines.scoring.fair_json import result_json
from guanmo.engines.scoring.marks import Mark
from guanmo.engines.scoring.tally import tally
from guanmo.engines.seal import public_key_of, sign


def bundle_of(
    *, sealed: Content, seal_hash: str, rule_text: str, bodies: Sequence[bytes], private_key: bytes
) -> Content:
    """The bundle of a sealed tour; bodies in the order of their hashes, which tells nothing about who came when.

    `private_key` (Ed25519, 32 bytes) signs the checkpoint, so that a bundle made elsewhere does not pass for this one.
    """
    text = checkpoint_text(sealed, seal_hash)
    return {
        "format": FORMAT,
        "seal_hash": seal_hash,
        "checkpoint": {
            "text": text,
            "signature": base64.b64encode(sign(private_key, text.encode())).decode(),
            "public_key": base64.b64encode(public_key_of(private_key)).decode(),
        },
        "rule_text": rule_text,
        "sealed": sealed,
        "ballots": [body.decode() for body in sorted(bodies, key=body_hash)],
    }


def recomputed(content: Content, marks: Sequence[Mark], pack: Pack) -> Content:
    """The tally of these marks with the units of the sealed content, as plain JSON."""
    return as_sealed(result_json(tally(marks, pack, units=sealed_units(content))))
