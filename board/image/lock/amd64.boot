# 2026-11-22 name:architecture version sha256
busybox-static:amd64 1:1.37.0-6+b9 598a3fd92bdafc34cd81196b2952ad36e910e47a4ecf162f8ce5e8e262598e53
linux-image-6.12.117+deb13-amd64:amd64 6.12.117-1 ca712d36790184f6ac125ce2b20ea4e2202ae6bb7817b7de268f1f0115ccda73
systemd-boot-efi:amd64 257.13-1~deb13u1 390ecdcef9bbb753f51bb6d8f696bdae2f1dbedde7239c49ccb2512f137a8933
