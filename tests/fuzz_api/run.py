"""``python -m tests.fuzz_api.run``: every operation of the API, asked by schemathesis with all its checks, with each role's token, on a real server."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz_api.ground import ROLES, desk

CONFIG = Path(__file__).with_name("schemathesis.toml")


def ask(
    address: str, token: str, *, examples: int, seed: int, folder: Path, include: str = "", checks: str = "all", phases: str = ""
) -> tuple[int, str]:
    """(exit status, what it said) of one run."""
    arguments = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG), "run", f"{address}/api/v1/schema/"),
        *("--header", f"Authorization: Token {token}"),
        *(("--phases", phases) if phases else ()),
        *("--checks", checks, "--max-examples", str(examples), "--seed", str(seed), "--no-color"),
        *("--suppress-health-check", "all", "--request-timeout", "60", "--generation-database", "none"),
        *(("--include-path-regex", include) if include else ()),
    ]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--roles", default=",".join(ROLES))
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--include", default="")
    asked = parser.parse_args()
    failed = 0
    for database in asked.database or ("sqlite", "postgres"):
        for role in asked.roles.split(","):
            with (
                tempfile.TemporaryDirectory() as folder,
                desk(Path(folder), "claims_fuzz_api" if database == "postgres" else "") as (
                    address,
                    tokens,
                ),
            ):
                status, said = ask(
                    address, tokens[role], examples=asked.examples, seed=asked.seed, folder=Path(folder), include=asked.include
                )
            print(f"{database}, {role}: {'nothing found' if status == 0 else 'FAILED'}", flush=True)
            if status:
                failed += 1
                print(said, flush=True)
            else:
                print("\n".join(said.strip().splitlines()[-12:]), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
