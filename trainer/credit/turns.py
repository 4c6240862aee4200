"""Advantages of single turns."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from .groups import Normalised, group_normalised
from .losses import Credit


def turn_advantages(
    episodes: Sequence[Credit], groups: Sequence[Hashable], *, scale: bool = True, turn_weight: float = 0.5
) -> tuple[list[list[float]], Normalised]:
    """One advantage a turn of each episode, and the episodes' own (GRPO's), which they are made of.

    Turn k of an episode with rewards R, losses l and acts a gets

        GRPO's advantage of the episode + turn_weight · (sum(a) · l[k] / a[k] - sum(l))

    The second part moves credit from turns that lost something to those that did not, by what each of their acts lost.
    Weighted by acts its mean over an episode is 0, so turns earn together what their episode earns: cutting calls into
    more turns changes no episode's sum and no other episode's advantage. *turn_weight* 0 is GRPO; 1 charges each turn
    with its own losses alone, but for a part that is the same for the whole group where *scale* is off. *scale* divides
    the first part by the group's deviation; the second has the reward's own unit, since a deviation near 0 would blow
    it up, and teaches within groups whose episodes all earn the same. Raises ValueError where lengths differ.
    """
    normalised = group_normalised([each.reward for each in episodes], groups, scale=scale)
    made = [
        [own + turn_weight * moved for moved in _moved(each)]
        for own, each in zip(normalised.values, episodes, strict=True)
    ]
    return made, normalised


def discounted(rewards: Sequence[float], gamma: float) -> list[float]:
    """Returns to go: of each turn its reward and those of later turns, each a factor *gamma* (0 to 1) less."""
    returns: list[float] = []
    following = 0.0
    for reward in reversed(rewards):
        following = reward + gamma * following
        returns.append(following)
    return returns[::-1]


def position_normalised(
    returns: Sequence[Sequence[float]], groups: Sequence[Hashable], *, scale: bool = True
) -> list[list[float]]:
    """Returns of turns, normalised over the turns at the same position of their group's episodes (MatchTIR,
    arXiv 2601.10712, with `discounted` at 0.9), for comparison only: it pays for asking one by one what could be asked
    at once, and charges a right answer for coming when others still have calls to make.

    A turn that no other episode of its group has gets 0. Raises ValueError where lengths differ.
    """
    placed = [(group, k) for group, own in zip(groups, returns, strict=True) for k in range(len(own))]
    flat = group_normalised([value for own in returns for value in own], placed, scale=scale).values
    cut = iter(flat)
    return [[next(cut) for _ in own] for own in returns]


def _moved(credit: Credit) -> list[float]:
    acts, lost = sum(credit.acts), sum(credit.losses)
    return [acts * loss / own - lost for loss, own in zip(credit.losses, credit.acts, strict=True)]
