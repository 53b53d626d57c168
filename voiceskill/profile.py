"""What is known about a person's body and home that changes which advice is safe.

Everything is optional and unset means "not known". Which advice a condition rules out is written in the
guides' data, by these names; no rule of that kind is in code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

__all__ = ["CONDITIONS", "Profile"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's conditions, each true only if it was said or set.

    ``over_65`` includes being unsteady on the feet, ``diabetes`` includes numb feet, ``blood_thinner``
    includes bleeding disorders, ``fluid_limit`` stands for kidney disease, heart failure or any limit on
    drinking, ``recent_surgery`` covers the last three months and plaster casts. ``pregnant`` includes the
    first six weeks after a birth. ``country`` is an ISO 3166 code of two capital letters, or None where it
    is not known (then no single emergency number may be assumed).
    """

    pregnant: bool = False
    over_65: bool = False
    diabetes: bool = False
    poor_circulation: bool = False
    blood_thinner: bool = False
    fluid_limit: bool = False
    hip_replacement: bool = False
    knee_replacement: bool = False
    osteoporosis: bool = False
    recent_surgery: bool = False
    cant_stand: bool = False
    lives_alone: bool = False
    child: bool = False
    country: str | None = None

    @property
    def conditions(self) -> frozenset[str]:
        """The names of the conditions that hold, as the guides' data spells them."""
        return frozenset(name for name in CONDITIONS if getattr(self, name))

    def with_conditions(self, names: Iterable[str]) -> Profile:
        """The same profile with further conditions set; names that are no condition are left out.

        A condition that was mentioned in passing counts for the episode, so nothing is ever unset here.
        """
        known = dict.fromkeys(frozenset(names).intersection(CONDITIONS), True)
        return replace(self, **known)  # type: ignore[arg-type]


CONDITIONS: tuple[str, ...] = tuple(field.name for field in fields(Profile) if field.name != "country")
"""Names of all yes-or-no fields of ``Profile``, in the order in which they are asked."""
