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
LIBS        = -lsqlite3 -lz -lzstd -lexpat -lcrypto -lssl -lseccomp -ljansson -lusb-1.0 -limobiledevice-1.0 -lplist-2.0 \
              -lmicrohttpd -licuuc -lm -lpthread

# Of a program of its own, moka-tpm: without tpm2-tss it is not made, and kits keep their keys in files and say so.
TPM_LIBS := $(shell pkg-config --libs tss2-esys tss2-tctildr tss2-mu tss2-rc 2>/dev/null)
# Likewise moka-token: without libfido2 nobody signs in with a hardware key.
FIDO_LIBS := $(shell pkg-config --libs libfido2 2>/dev/null)
# Keys of tests and demos are none of this machine's TPM; tests/e2e/tpm.sh has one in software.
export MOKA_TPM ?= none

# ---- what there is: the folders say ----
picture.src := $(wildcard host/viewer/picture*.c)
tpm.src  := $(wildcard firmware/tpm/*.c)
token.src := $(wildcard firmware/token/*.c)
lib.src  := $(wildcard parsers/*/*.c) $(filter-out firmware/cmd/% $(tpm.src) $(token.src),$(wildcard firmware/*/*.c)) \
            $(filter-out host/cmd/% host/check/% $(picture.src),$(wildcard host/*/*.c))
cmd.src  := $(filter-out $(if $(TPM_LIBS),,firmware/cmd/moka-tpm.c) $(if $(FIDO_LIBS),,firmware/cmd/moka-token.c),$(wildcard firmware/cmd/*.c))
moka.src := $(filter-out host/cmd/moka-%,$(wildcard host/cmd/*.c))
side.src := $(wildcard host/cmd/moka-*.c)
cmds     := $(patsubst cmd_%,%,$(basename $(notdir $(wildcard host/cmd/cmd_*.c))))
apps     := $(basename $(notdir $(wildcard parsers/app/*.c)))
testlib.src := $(wildcard tests/lib/*.c)
unit.src := $(wildcard tests/unit/test_*.c)
helper.src := $(wildcard tests/helpers/*.c)
redir.src := $(wildcard tests/usb/*.c)
fuzz.src := $(wildcard tests/fuzz/fuzz_*.c)

checker  := $(wildcard host/check/moka-check.c)
programs := $(checker:host/check/%.c=$(O)/bin/%) $(patsubst firmware/cmd/%.c,$(O)/bin/%,$(cmd.src)) \
            $(patsubst host/cmd/%.c,$(O)/bin/%,$(side.src)) $(if $(moka.src),$(O)/bin/moka)
units    := $(patsubst tests/unit/%.c,$(O)/tests/%,$(unit.src))
helpers  := $(patsubst tests/helpers/%.c,$(O)/tests/%,$(helper.src)) $(O)/tests/shift_clock.so $(O)/tests/sk_software.so $(O)/tests/fail_nth.so $(O)/tests/fail_here.so
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
$(O)/bin/%: $(O)/obj/host/cmd/%.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(O)/bin/moka-tpm: $(call obj,firmware/cmd/moka-tpm.c $(tpm.src)) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(TPM_LIBS) $(LIBS)

$(O)/bin/moka-token: $(call obj,firmware/cmd/moka-token.c $(token.src)) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(FIDO_LIBS) $(LIBS)

PICTURE_LIBS := -Wl,--export-dynamic-symbol=de265_start_worker_threads -ljpeg -lpng -lwebpdemux -lwebp -lheif
$(O)/bin/moka-picture: $(call obj,host/cmd/moka-picture.c $(picture.src)) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(PICTURE_LIBS) $(LIBS)

# Of one file and libcrypto: what a stranger would build.
$(O)/bin/moka-check: $(O)/obj/host/check/moka-check.o
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ -lcrypto

# Unit tests run with the allocator wrapped: tests/lib/fault.h makes the n-th call fail.
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
$(O)/tests/%: $(O)/obj/tests/unit/%.o $(call obj,$(testlib.src)) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) $(WRAP) -o $@ $^ -lcmocka $(LIBS)

# Programs that tests run, beside the tests because programs of ours look there for each other.
$(O)/tests/worker_probe: $(call obj,tests/helpers/worker_probe.c tests/lib/probe.c) $(O)/libmk.a
$(O)/tests/ios_attack: $(call obj,tests/helpers/ios_attack.c tests/lib/probe.c) $(O)/libmk.a
$(O)/tests/make_ios_backup: $(call obj,tests/helpers/make_ios_backup.c tests/lib/ios_make.c) $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(O)/tests/%: $(O)/obj/tests/helpers/%.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# What a test puts in front of libc, or into OpenSSH.
LIBS.sk_software.so := -lcrypto
$(O)/tests/%.so: tests/preload/%.c $(O)/flags
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(filter-out -fsanitize=%,$(ALL_CFLAGS)) -fPIC -shared -o $@ $< -ldl $(LIBS.$(@F))

# The phone's end of a USB cable, for make check-usb.
$(O)/tests/redir: $(call obj,$(redir.src))
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -o $@ $^ -lusbredirparser

$(O)/fuzz/%: $(O)/obj/tests/fuzz/%.o $(O)/libmk.a
	@mkdir -p $(@D); echo "  LD      $@"; $(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(O)/fuzz/fuzz_usb $(O)/replay/fuzz_usb: $(O)/obj/tests/lib/usb_play.o
# The library once more, behind the pictures' code, which uses it.
$(O)/fuzz/fuzz_picture $(O)/replay/fuzz_picture: LIBS := $(O)/libmk.a $(PICTURE_LIBS) $(LIBS)
$(O)/fuzz/fuzz_picture $(O)/replay/fuzz_picture: $(call obj,$(picture.src))

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
# The case store's SQL: a string for each `-- :name` of host/case/sql.
$(O)/gen/case_sql.h: $(wildcard host/case/sql/*.sql) host/case/sql/embed.awk
	@mkdir -p $(@D); awk -f host/case/sql/embed.awk $(filter %.sql,$^) >$@
$(patsubst %.c,$(O)/obj/%.o,$(wildcard host/case/*.c)): | $(O)/gen/case_sql.h
# The report's style sheet as a string.
$(O)/gen/report_css.h: host/report/style.css
	@mkdir -p $(@D); sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/' $< >$@
$(O)/obj/host/report/page.o: $(O)/gen/report_css.h
# The pages of panel and viewer: made by Vite in a copy of their folder and of what they share (as src/shared),
# once for all variants; packages stay until the list of them changes. $(call web,FOLDER,NAME): build/NAME, made in build/NAME-work.
web.shared := firmware/http/web
define web
$(2).src := $$(shell find $(1) $(web.shared) -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
$(BUILD)/$(2)-work/sources: FORCE
	@mkdir -p $$(@D); echo '$$(sort $$($(2).src))' >$$@.tmp; $$(update)
$(BUILD)/$(2)-work/packages: $(1)/package.json $(1)/package-lock.json
	@mkdir -p $$(@D); echo "  NPM     $$(<D)"; cp $$^ $$(@D)/; npm ci --prefix $$(@D) --no-audit --no-fund --ignore-scripts --loglevel error && touch $$@
$(BUILD)/$(2)/index.html: $$($(2).src) $(BUILD)/$(2)-work/sources $(BUILD)/$(2)-work/packages
	@echo "  WEB     $$(@D)"; rm -rf $(addprefix $(BUILD)/$(2)-work/,src public tools)
	@cp -r $$(wildcard $(addprefix $(1)/,vite.config.js src public tools) $(web.shared)/*.*) $(BUILD)/$(2)-work/
	@cp -r $(web.shared)/src $(BUILD)/$(2)-work/src/shared
	@cd $(BUILD)/$(2)-work && MOKA_WEB_OUT=$$(abspath $$(@D)) node node_modules/vite/bin/vite.js build --logLevel warn
endef
$(eval $(call web,firmware/panel/web,web))
$(eval $(call web,host/viewer/web,web-viewer))
$(O)/gen/panel_page.h: $(BUILD)/web/index.html firmware/http/embed.mjs
	@mkdir -p $(@D); node firmware/http/embed.mjs $(<D) 150000 >$@
$(O)/obj/firmware/panel/page.o: $(O)/gen/panel_page.h
$(O)/gen/viewer_page.h: $(BUILD)/web-viewer/index.html firmware/http/embed.mjs
	@mkdir -p $(@D); node firmware/http/embed.mjs $(<D) 1500000 >$@
$(O)/obj/host/viewer/page.o: $(O)/gen/viewer_page.h
$(O)/flags: FORCE
	@mkdir -p $(@D); echo '$(CC) $(ALL_CFLAGS)' >$@.tmp; $(update)
$(O)/sources: FORCE
	@mkdir -p $(@D); echo '$(lib.src)' >$@.tmp; $(update)

# ---- tests ----
# T=name runs only the tests with that in their name.
named = $(foreach t,$(2),$(if $(if $(1),$(findstring $(1),$(t)),all),$(t)))
tests: $(programs) $(units) $(helpers)
PROVE := prove -j$(shell nproc) --exec '' $(if $(filter asan,$(VARIANT)),--timer)
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
	@$(MAKE) --no-print-directory all $(BUILD)/release/tests/age_open VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/peers tests/peers/age
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) tests/peers/iphone
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
# Exports, read by readers that others wrote.
check-exports: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/exports prove --exec '' tests/exports/run
CORPUS ?= ../shared/corpus
check-corpus: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) tests/check-corpus '$(CORPUS)'
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) prove --exec '' tests/import-corpus :: '$(CORPUS)'
# The stick: packages of programs, the image, and the image tried. ARCH=arm64: that of a Raspberry Pi.
ARCH  ?= amd64
IMAGE ?= base
# SB_KEY= SB_CERT= (PEM): signed for Secure Boot, beside the one that is not.
signed := $(if $(SB_KEY)$(SB_CERT),-signed)
image.env = MOKA_CACHE=$(abspath $(BUILD))/image
deb image check-image: export SOURCE_DATE_EPOCH ?= $(shell date -u -d "$$(sed -n '1s/^. \([0-9-]*\) .*/\1/p' board/image/lock/$(ARCH).base)" +%s)
deb: deps
	@.ci/deps image
	@$(image.env) board/image/programs $(ARCH) >/dev/null
	@$(image.env) board/image/deb $(ARCH) $(VERSION) $(BUILD)/image/$(ARCH)/deb
image: deb
	@$(image.env) board/image/make $(ARCH) $(IMAGE) $(BUILD)/image/$(ARCH)/$(IMAGE)$(signed) $(if $(signed),--sign '$(SB_KEY)' '$(SB_CERT)')
check-image: deb
	@$(MAKE) --no-print-directory usb-programs VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) $(image.env) ARCH=$(ARCH) tests/board/run $(PART)
bench: deps
	@.ci/deps usb
	@$(MAKE) --no-print-directory usb-programs VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) MOKA_CACHE=$(abspath $(BUILD))/peers CORPUS='$(abspath $(CORPUS))' tests/bench/run
IMAGES ?= arm64
soak: deps
	@$(MAKE) --no-print-directory all VARIANT=release
	@MOKA_BIN=$(abspath $(BUILD)/release/bin) tests/soak
	@$(foreach arch,$(IMAGES),$(MAKE) --no-print-directory check-image ARCH=$(arch) PART=start &&) true

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
	@echo 'all deps check demo check-peers check-usb check-browser check-exports check-corpus soak fuzz bench lint install clean deb image check-image'
	@echo 'VARIANT=debug|release|asan, T=part of a test name, SECONDS= and FUZZ= for fuzz'

FORCE:
.PHONY: all tests check check-usb usb-programs deb image check-image check-browser check-exports unit check-fuzz fuzz fuzz-run deps lint demo check-peers check-corpus bench soak \
        install clean help FORCE
.SECONDARY:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
-include $(patsubst %.c,$(O)/obj/%.d,$(lib.src) $(tpm.src) $(token.src) $(cmd.src) $(moka.src) $(side.src) $(picture.src) $(checker) $(testlib.src) $(unit.src) $(helper.src) $(redir.src) $(fuzz.src))
