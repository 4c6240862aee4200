"""Credit: from rewards to the advantages that a policy gradient multiplies with.

`groups` normalises one number an episode (GRPO, leave-one-out, REINFORCE++), `losses` says which turn of an episode
lost how much, `turns` gives each turn its own advantage. Pure functions over plain numbers, no array library.
"""

from .groups import Normalised, batch_normalised, group_normalised, leave_one_out
from .losses import Credit, credit
from .turns import discounted, position_normalised, turn_advantages

__all__ = [
    "Credit",
    "Normalised",
    "batch_normalised",
    "credit",
    "discounted",
    "group_normalised",
    "leave_one_out",
    "position_normalised",
    "turn_advantages",
]
