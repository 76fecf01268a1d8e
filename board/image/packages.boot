# Parts of the boot: taken apart, not installed.
linux-image-amd64 amd64
linux-image-arm64/trixie-backports arm64
systemd-boot-efi
busybox-static
raspi-firmware arm64
=linux-image-[0-9]*
=linux-binary-[0-9]*
=linux-modules-[0-9]*
=linux-base-[0-9]*
=systemd-boot-efi
=busybox-static
=raspi-firmware
