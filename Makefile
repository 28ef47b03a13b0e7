# The two commands of the README, and what developers need beside them. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test evaluate bench crash

help: ## this list
	@sed -n 's/^\([a-z]*\): *## *\(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

demo: ## build loa and show what it makes of the example plan
	@scripts/demo.sh

test: ## formatting, clippy with warnings denied, architecture, all tests
	@scripts/test.sh

evaluate: ## score the readings of real plans (needs ../shared, the folder beside the checkout)
	@scripts/evaluate.sh

bench: ## measure speed
	@scripts/bench.sh

crash: ## kill -9, full disk, clock jumps, no mail, no database: nothing is lost (ROUNDS=200, or short)
	@scripts/crash.sh $(ROUNDS)
