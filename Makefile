# One makefile, no recursion. Everything made lands in build/$(VARIANT)/, so that an ASan build and a
# release build never mix. `make help` lists the targets.
VARIANT ?= debug
BUILD   ?= build
O       := $(BUILD)/$(VARIANT)
PREFIX  ?= /usr/local

VERSION := 0.1.0
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wconversion \
        -Wno-sign-conversion -Wno-format-truncation -Wno-missing-field-initializers -Wwrite-strings -Wformat=2 -Werror
CC.debug       := gcc
CFLAGS.debug   := -Og -g
CC.release     := gcc
CFLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDFLAGS.release:= -pie -Wl,-z,relro,-z,now
CC.asan        := gcc
CFLAGS.asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS.asan   := -fsanitize=address,undefined
# Code under the fuzzer: clang's coverage, and both sanitizers.
CC.fuzz        := clang
CFLAGS.fuzz    := -Wno-unknown-warning-option -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
LDFLAGS.fuzz   := -fsanitize=address,undefined
CC             := $(CC.$(VARIANT))
ALL_CFLAGS  = -std=c11 -D_GNU_SOURCE -DMK_VERSION='"$(VERSION)"' -DMK_LIBEXEC='"$(PREFIX)/libexec/moka"' \
              -I. -I$(O)/gen $(WARN) $(CFLAGS.$(VARIANT)) $(CFLAGS)
ALL_LDFLAGS = $(LDFLAGS.$(VARIANT)) -Wl,--as-needed $(LDFLAGS)
LIBS        = -lsqlite3 -lz -lzstd -lexpat -lcrypto -lseccomp -ljansson -lusb-1.0 -lm -lpthread

# ---- what there is: the folders say ----
lib.src  := $(wildcard parsers/*/*.c) $(filter-out firmware/cmd/%,$(wildcard firmware/*/*.c)) \
            $(filter-out host/cmd/%,$(wildcard host/*/*.c))
cmd.src  := $(wildcard firmware/cmd/*.c)
moka.src := $(wildcard host/cmd/*.c)
cmds     := $(patsubst cmd_%,%,$(basename $(notdir $(wildcard host/cmd/cmd_*.c))))
apps     := $(basename $(notdir $(wildcard parsers/app/*.c)))
testlib.src := $(wildcard tests/lib/*.c)
unit.src := $(wildcard tests/unit/test_*.c)
helper.src := $(wildcard tests/helpers/*.c)
redir.src := $(wildcard tests/usb/*.c)
fuzz.src := $(wildcard tests/fuzz/fuzz_*.c)

programs := $(patsubst firmware/cmd/%.c,$(O)/bin/%,$(cmd.src)) $(if $(moka.src),$(O)/bin/moka)
units    := $(patsubst tests/unit/%.c,$(O)/tests/%,$(unit.src))
helpers  := $(patsubst tests/helpers/%.c,$(O)/tests/%,$(helper.src))
fuzzers  := $(patsubst tests/fuzz/%.c,$(O)/fuzz/%,$(fuzz.src))
e2e      := $(wildcard tests/e2e/*.sh)
obj = $(patsubst %.c,$(O)/obj/%.o,$(1))

all: $(programs)

$(O)/libmk.a: $(call obj,$(lib.src)) $(O)/sources
	@echo "  AR      $@"; rm -f $@; ar rcsD $@ $(filter %.o,$^)

$(O)/bin/moka: $(call obj,$(moka.src)) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(O)/bin/%: $(O)/obj/firmware/cmd/%.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Unit tests run with the allocator wrapped: tests/lib/fault.h makes the n-th call fail.
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
$(O)/tests/%: $(O)/obj/tests/unit/%.o $(call obj,$(testlib.src)) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) $(WRAP) -o $@ $^ -lcmocka $(LIBS)

# Programs that tests run, beside the tests because programs of ours look there for each other.
$(O)/tests/make_ios_backup: $(call obj,tests/helpers/make_ios_backup.c tests/lib/ios_make.c) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(O)/tests/%: $(O)/obj/tests/helpers/%.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# The phone's end of a USB cable, for make check-usb.
$(O)/tests/redir: $(call obj,$(redir.src))
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ -lusbredirparser

$(O)/fuzz/%: $(O)/obj/tests/fuzz/%.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(O)/fuzz/fuzz_usb $(O)/replay/fuzz_usb: $(O)/obj/tests/lib/usb_play.o

# The same target without the fuzzer: runs each file it is given once.
$(O)/replay/%: $(O)/obj/tests/fuzz/%.o $(O)/obj/tests/fuzz/replay/main.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(O)/obj/%.o: %.c $(O)/flags | $(O)/gen/app_list.h $(O)/gen/cmd_list.h $(O)/gen/scenarios.h
	@mkdir -p $(@D); echo "  CC      $<"; $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Rewritten only when the text differs, so they cost nothing and catch deletions and flag changes.
# Adding parsers/app/foo.c or host/cmd/cmd_foo.c is enough to register it: the list is the folder.
update = cmp -s $@.tmp $@ && rm $@.tmp || mv $@.tmp $@
$(O)/gen/app_list.h: FORCE
	@mkdir -p $(@D); { $(foreach a,$(sort $(apps)),echo 'APP($(a))';) :; } >$@.tmp; $(update)
$(O)/gen/cmd_list.h: FORCE
	@mkdir -p $(@D); { $(foreach c,$(sort $(cmds)),echo 'CMD($(c))';) :; } >$@.tmp; $(update)
$(O)/gen/scenarios.h: $(wildcard host/train/scenarios/*.json)
	@mkdir -p $(@D); for f in $^; do echo "{ \"$$(basename $$f .json)\","; \
	    sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $$f; echo '},'; done >$@
# The report's style sheet as a string.
$(O)/gen/report_css.h: host/report/style.css
	@mkdir -p $(@D); sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/' $< >$@
$(O)/obj/host/report/page.o: $(O)/gen/report_css.h
$(O)/flags: FORCE
	@mkdir -p $(@D); echo '$(CC) $(ALL_CFLAGS)' >$@.tmp; $(update)
$(O)/sources: FORCE
	@mkdir -p $(@D); echo '$(lib.src)' >$@.tmp; $(update)

# ---- tests ----
# T=name runs only the tests with that in their name.
named = $(foreach t,$(2),$(if $(if $(1),$(findstring $(1),$(t)),all),$(t)))
tests: $(programs) $(units) $(helpers)
PROVE := prove --exec '' $(if $(filter asan,$(VARIANT)),--timer)
check: deps
	@$(MAKE) --no-print-directory tests check-fuzz VARIANT=$(VARIANT)
	@CMOCKA_MESSAGE_OUTPUT=TAP MOKA_BIN=$(abspath $(O)/bin) $(PROVE) \
	    $(call named,$(T),$(units) $(e2e))
unit: $(programs) $(call named,$(T),$(units)) $(helpers)
	@CMOCKA_MESSAGE_OUTPUT=TAP MOKA_BIN=$(abspath $(O)/bin) $(PROVE) $(call named,$(T),$(units))

# Saved fuzz inputs (every crash found becomes a named one) through the same code, without the fuzzer.
check-fuzz: $(patsubst tests/fuzz/%.c,$(O)/replay/%,$(fuzz.src))
	@for f in $^; do $$f tests/corpus/$$(basename $$f) || exit 1; done

# make fuzz SECONDS=60 FUZZ=fuzz_wire
SECONDS ?= 60
fuzz:
	@$(MAKE) --no-print-directory fuzz-run VARIANT=fuzz
fuzz-run: $(fuzzers)
	@for f in $(call named,$(FUZZ),$(fuzzers)); do n=$$(basename $$f); \
	    mkdir -p $(O)/corpus/$$n tests/corpus/$$n; echo "  FUZZ    $$n $(SECONDS)s"; \
	    $$f -max_total_time=$(SECONDS) -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
	        -artifact_prefix=$(O)/corpus/$$n. $(O)/corpus/$$n tests/corpus/$$n >$(O)/corpus/$$n.log 2>&1 \
	    || { tail -40 $(O)/corpus/$$n.log; exit 1; }; grep -E 'Done|executed_units' $(O)/corpus/$$n.log; done

deps:
	@.ci/deps
lint: deps
	@.ci/lint
demo: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) tests/demo
check-peers: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/peers tests/peers/run
# Phones on a USB cable, in a guest. PARTS=... picks some (tests/usb/run names them).
check-usb: deps
	@.ci/deps usb
	@$(MAKE) --no-print-directory usb-programs VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/usb tests/usb/run $(PARTS)
usb-programs: $(programs) $(helpers) $(O)/tests/redir
check-browser: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/browser tests/browser/run
CORPUS ?= ../shared/corpus
check-corpus: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) tests/check-corpus '$(CORPUS)'
bench: deps
	@.ci/deps usb
	@$(MAKE) --no-print-directory usb-programs VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/peers tests/bench/run
soak: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) tests/soak

install: VARIANT := release
install:
	@$(MAKE) --no-print-directory all VARIANT=release
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/moka
	install -m 755 $(BUILD)/release/bin/moka $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(filter-out %/moka,$(wildcard $(BUILD)/release/bin/*)) $(DESTDIR)$(PREFIX)/libexec/moka/
	install -m 755 firmware/phantom/gadget.sh $(DESTDIR)$(PREFIX)/libexec/moka/moka-gadget
clean:
	rm -rf $(BUILD)
help:
	@echo 'all deps check demo check-peers check-usb check-browser check-corpus soak fuzz bench lint install clean'
	@echo 'VARIANT=debug|release|asan, T=part of a test name, SECONDS= and FUZZ= for fuzz'

FORCE:
.PHONY: all tests check check-usb usb-programs check-browser unit check-fuzz fuzz fuzz-run deps lint demo check-peers check-corpus bench soak \
        install clean help FORCE
.SECONDARY:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
-include $(patsubst %.c,$(O)/obj/%.d,$(lib.src) $(cmd.src) $(moka.src) $(testlib.src) $(unit.src) $(helper.src) $(redir.src) $(fuzz.src))
