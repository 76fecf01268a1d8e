# Never the wrong phone: two at once, two of one serial number, one swapped for another of its make.

exercise one --seed 24 --files 8 --sms 10 --calls 5 --contacts 5 --big 2097152 || exit 3
exercise other --seed 25 --files 8 --sms 10 --calls 5 --contacts 5 --big 2097152 || exit 3
authority exercise
same_make=(--id 04e8:6860 --maker SAMSUNG --model SAMSUNG_Android --composite)
phone_phantom one "$work/one" "" "${same_make[@]}" --serial TWIN1 && plugged one 1-1 &&
    phone_phantom other "$work/other" "" "${same_make[@]}" --serial TWIN2 && plugged other 1-2 || exit 3
refused_usb() { # refused_usb WORDS...: "usb" alone, and each word is said
    local word
    begin any "$1" --training
    ended any 3 || return 1
    shift
    for word in "$@"; do told any "$word" || return 1; done
    [ ! -e "$work/any.bundle/journal" ]
}
ok "two phones: neither is taken for the one, both are named" refused_usb usb usb:1-1 TWIN1 usb:1-2 TWIN2
begin one usb:TWIN1 --training
begin other usb:1-2 --training
both() { ended one 0 && ended other 0; }
ok "both are acquired at once, one by its serial number, one by its port" both
each_its_own() { sealed one one && sealed other other; }
ok "each bundle is its own phone's" each_its_own
phone_end other

phone_phantom clone "$work/other" "" "${same_make[@]}" --serial TWIN1 && plugged clone 1-2 || exit 3
ok "two of one serial number: the serial is no name" refused_usb usb:TWIN1 usb:1-1 usb:1-2
begin clone usb:1-2 --training
ok "the port is: acquired" ended clone 0
ok "from the phone at that port" sealed clone other
phone_end clone
phone_end one

# In the middle of a run, the other of the two comes back at the same port with the same serial number.
phone_phantom mine "$work/one" "" "${same_make[@]}" --serial TWIN1 --fault unplug@1000000 && plugged mine 1-1 || exit 3
begin swap usb:1-1 --training
ok "a phone is pulled out in mid-transfer" will_tell swap "Plug the same phone in again"
phone_end mine
phone_phantom theirs "$work/other" "" "${same_make[@]}" --serial TWIN1 && plugged theirs 1-1 || exit 3
ok "another of its make and serial number comes back: refused" ended swap 3
ok "custody says so" journal_has swap '"act":"wrong-phone"'
resume swap usb:1-1 --training
ok "and again when resumed: refused" ended swap 3
phone_end theirs
phone_phantom mine "$work/one" "" "${same_make[@]}" --serial TWIN1 && plugged mine 1-1 || exit 3
resume swap usb:1-1 --training
ok "its own phone: resumed" ended swap 0
ok "and whole" sealed swap one
phone_end mine
