# The only list of commands. `make` alone says what there is.

.PHONY: help run test dist deep soak faults bench update fmt

help:
	@echo 'make run      the sandbox, as `cargo run --release`'
	@echo 'make test     everything CI does; HONGBAO_REQUIRE_ALL=1 forbids skipped suites'
	@echo 'make deep     fuzz each parser for a minute, break the code that moves money, check dependencies'
	@echo 'make soak     simulates 100,000 seeds; SEEDS=500 as many, SEED=7 the one that failed, both from there'
	@echo 'make faults   kills a server under load 20 times; ROUNDS=5 as often'
	@echo 'make bench    measures (half an hour, a quiet machine); ONLY="cold hot" a part of it'
	@echo 'make dist     one static binary, its checksum and its parts, a container image'
	@echo 'make update   write generated files and golden answers again'
	@echo 'make fmt      format the code'

run:
	cargo run --release

test:
	@bash scripts/test.sh

deep:
	@bash scripts/deep.sh

soak:
	SEEDS=$${SEEDS:-$$(test -n "$$SEED" && echo 1 || echo 100000)} cargo test --profile soak --workspace --test it -- simulate:: --nocapture

faults:
	ROUNDS=$${ROUNDS:-20} cargo test --workspace --test it -- faults:: --nocapture

bench:
	@bash scripts/bench.sh $(ONLY)

dist:
	@bash scripts/dist.sh

update:
	UPDATE=1 cargo test -p hongbao-wire --lib each_stage
	UPDATE=1 cargo test -p hongbao-cli --test it -- replay::wire replay::transcripts
	UPDATE=1 cargo test -p hongbao-cli --test it -- docs::each readme::each_method transcript:: ci::the_pages

fmt:
	cargo fmt --all
	rustfmt --edition 2024 fuzz/targets/*.rs
