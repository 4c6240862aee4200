"""The policy behind an OpenAI-compatible endpoint: a vLLM server above all. Needs the `openai` extra.

`policy` takes turns, `asking` says what is sent, `reading` what is made of a reply, `sending` when to try again.
"""

from .policy import OpenAIPolicy
from .sending import Patience

__all__ = ["OpenAIPolicy", "Patience"]
