"""Tries an OpenAI-compatible server through LiteLLM; exits 1 at the first fault.

python litellm_client.py http://127.0.0.1:8000/v1 --model M [--api-key T]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from importlib.metadata import version
from typing import Any

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # no download of prices at import

import litellm

TRIPLE = [{"role": "user", "content": "Write a Python function `triple(x)` that returns three times x."}]
PROSE = [{"role": "user", "content": "Good morning. Please repeat marker-4711 in your answer."}]


def need(condition: Any, what: str) -> None:
    if not condition:
        print(f"FAILED: {what}", file=sys.stderr)
        sys.exit(1)


def check(content: str | None, usage: Any, where: str) -> None:
    need(content and "```python" in content, f"{where}: no ```python fence in {content!r}")
    need("def triple(" in (content or ""), f"{where}: triple is not defined in {content!r}")
    need(usage and usage.prompt_tokens > 0 and usage.completion_tokens > 0, f"{where}: usage {usage}")


async def async_streamed(common: dict[str, Any]) -> str:
    stream: Any = await litellm.acompletion(messages=TRIPLE, stream=True, **common)
    return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base_url", help="with the /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--api-key", default="none")
    options = parser.parse_args()
    common: dict[str, Any] = {
        "model": f"openai/{options.model}",
        "api_base": options.base_url,
        "api_key": options.api_key,
        "num_retries": 0,
        "max_retries": 0,
        "timeout": 120,
    }
    try:
        whole: Any = litellm.completion(messages=TRIPLE, **common)
        check(whole.choices[0].message.content, whole.usage, "whole")
        need(whole.choices[0].finish_reason == "stop", f"whole: finish_reason {whole.choices[0].finish_reason!r}")

        content, usage, finish = "", None, None
        stream: Any = litellm.completion(messages=TRIPLE, stream=True, stream_options={"include_usage": True}, **common)
        for chunk in stream:
            usage = getattr(chunk, "usage", None) or usage
            for choice in chunk.choices:
                content += choice.delta.content or ""
                finish = choice.finish_reason or finish
        check(content, usage, "streamed")
        need(finish == "stop", f"streamed: finish_reason {finish!r}")

        prose: Any = litellm.completion(messages=PROSE, **common)
        need("marker-4711" in (prose.choices[0].message.content or ""), "prose: the marker did not come back")
        need("def triple(" in asyncio.run(async_streamed(common)), "acompletion, streamed: triple is not defined")
    except Exception as error:  # LiteLLM raises its own and others' kinds
        need(False, repr(error))
    extra = "passed on" if getattr(whole, "mutagree", None) else "dropped"
    print(f"ok: litellm {version('litellm')} against {options.base_url}, model {options.model}; `mutagree` was {extra}")


if __name__ == "__main__":
    main()
