# 2026-11-22 name:architecture version sha256
busybox-static:arm64 1:1.37.0-6+b9 c833be48abfa16bc19c4966ec93e289ff1ce5d2f1476cad3a57bd105378cd15c
linux-base-7.3.4+deb13-arm64:arm64 7.3.4-1~bpo13+1 84e0027833982d189bd1b2285511fc2e0c1f785c9adf66acd9d9243026706bb6
linux-binary-7.3.4+deb13-arm64:arm64 7.3.4-1~bpo13+1 0bbfeddbecdea8ab294daf09eb5cc1f4405af5c044b4b7aa57f5d1eaa205530f
linux-image-7.3.4+deb13-arm64:arm64 7.3.4-1~bpo13+1 e1b5ea6481c421f7aa68aa2c162811fc7c06cddac4ca1c1de497b9afe1402e65
linux-modules-7.3.4+deb13-arm64:arm64 7.3.4-1~bpo13+1 df2a118b535e735230717512a9fe4d30b0c24a3c6e68470d5d13e9a08ddfd29a
raspi-firmware:all 1.20240424+ds-6 f95a3d3c41df10bac33580be91b595efa1e126ad5e4b7eca75ce26fbbc69af06
systemd-boot-efi:arm64 257.13-1~deb13u1 0e4529d9a72b35c31f34151ef8a0df20f322cfef679f4f5439394e60505b91a2
