/*
 * Every field that a record can have, by its name in CONTRACT.md, "Reading". Sorted by where it is
 * at home; a name that serves twice ("read": a time's role, a flag) stands once.
 */
/* every record */
K(KIND, "kind")
K(REF, "ref")
K(APP, "app")
K(TIME, "time")
K(TIME_RAW, "time_raw")
K(TIME_UNIT, "time_unit")
K(TIME_FROM, "time_from") /* the tag or key of a picture that it stands in */
K(CLOCK, "clock")
K(ZONE, "zone")
K(ZONE_ORIGIN, "zone_origin")
K(TIMES, "times")
K(CLOCKS, "clocks") /* whose clock made which of `times` */
K(PROFILE, "profile")
K(SUBSCRIPTION, "subscription")
K(SOURCE, "source")
K(CONFIDENCE, "confidence")
K(PARSER, "parser")
K(ISSUES, "issues")
K(RAW, "raw")
/* source */
K(FILE, "file")
K(TABLE, "table")
K(ROW, "row")
K(OFFSET, "offset")
K(PAGE, "page")
K(LOG, "log")             /* which of a database's logs the offset is in */
K(ROW_LIVES, "row_lives") /* a row of that number is live, with other values */
K(STATE, "state")
K(OBJECT_SHA256, "object_sha256")
K(DOMAIN, "domain")
K(STORED, "stored")
/* issues */
K(FIELD, "field")
K(WHY, "why")
/* times */
K(SENT, "sent")
K(RECEIVED, "received")
K(DELIVERED, "delivered")
K(READ, "read")
K(EDITED, "edited")
K(DELETED, "deleted")
K(EXPIRES, "expires")
K(MODIFIED, "modified")
K(TAKEN, "taken")
K(INSTALLED, "installed")
K(SIGNED_IN, "signed_in")
K(CONTACTED, "contacted")
K(ACCESSED, "accessed")
/* party */
K(ID, "id")
K(NAME, "name")
K(PHONE, "phone")
K(SELF, "self")
/* message, conversation, reaction */
K(TRANSPORT, "transport")
K(DIR, "dir")
K(FROM, "from")
K(TO, "to")
K(THREAD, "thread")
K(TEXT, "text")
K(SUBJECT, "subject")
K(STATUS, "status")
K(STATUS_RAW, "status_raw")
K(DELIVERY, "delivery") /* what the network reported of a sent message */
K(ERROR_CODE, "error_code")
K(SERVICE_CENTER, "service_center")
K(CREATOR, "creator") /* package that wrote the row */
K(SEEN, "seen")
K(LOCKED, "locked")
K(REPLY_TO, "reply_to")
K(QUOTED, "quoted") /* what the app kept of the message that is answered */
K(FORWARDED, "forwarded")
K(FORWARDS, "forwards") /* how often it had been forwarded before */
K(ACTION, "action")     /* what a system message tells */
K(VERSIONS, "versions")
K(DELETED_BY, "deleted_by")
K(STARRED, "starred")
K(TITLE, "title")
K(MEMBERS, "members")
K(JOINED, "joined")
K(LEFT, "left")
K(OWNER, "owner")
K(PARENT, "parent")
/* attachment, media */
K(PATH, "path")
K(MIME, "mime")
K(BYTES, "bytes")
K(SHA256, "sha256")
K(CAPTION, "caption")
K(PRESENT, "present")
K(MISSING_WHY, "missing_why")
K(VIEW_ONCE, "view_once")
K(PARTS, "parts") /* what else a message consists of */
K(WIDTH, "width")
K(HEIGHT, "height")
K(CAMERA, "camera")
/* call, voicemail */
K(RESULT, "result")
K(RESULT_RAW, "result_raw")
K(PEER, "peer")
K(DURATION_S, "duration_s")
K(MEDIA, "media")
K(PRESENTATION, "presentation") /* of the caller's number, by the network */
K(COUNTRY, "country")
K(VIA, "via") /* line of the SIM that was called */
/* contact, account, email */
K(PHONES, "phones")
K(EMAILS, "emails")
K(HANDLES, "handles")
K(ORG, "org")
K(NOTE, "note")
K(ADDRESSES, "addresses")
K(GROUPS, "groups")
K(PHOTO, "photo")
K(OTHER, "other") /* details of a contact that have no field of their own */
K(SERVICE, "service")
K(EMAIL, "email")
K(CC, "cc")
K(BCC, "bcc")
K(ACCOUNT, "account")
K(TOKENS, "tokens") /* what an account has been let into */
K(VISIBLE_TO, "visible_to")
K(PERMISSIONS, "permissions")
K(USES, "uses")
K(VALUE, "value")
K(TYPE, "type")
K(LABEL, "label")
K(ROLE, "role")
/* location */
K(LAT, "lat")
K(LON, "lon")
K(ACCURACY_M, "accuracy_m")
K(ALTITUDE_M, "altitude_m")
K(SPEED_MPS, "speed_mps")
K(BEARING_DEG, "bearing_deg")
K(DIRECTION_DEG, "direction_deg") /* that a camera looked in */
K(DIRECTION_REF, "direction_ref") /* what from: true or magnetic north */
K(ORIGIN, "origin")
K(WHOSE, "whose")
K(MEANING, "meaning")
/* web, bookmark, cookie */
K(URL, "url")
K(VISITS, "visits")
K(QUERY, "query")
K(HOST, "host")
K(HEADERS, "headers")
K(REFERRER, "referrer")
K(TRANSITION, "transition") /* how the browser came to the page */
K(FROM_VISIT, "from_visit")
K(TYPED, "typed")
K(HIDDEN, "hidden")
K(URLS, "urls") /* of a download: each redirect */
K(BYTES_RECEIVED, "bytes_received")
K(DANGER, "danger") /* what the browser made of it */
K(OPENED, "opened")
K(FOLDER, "folder")
K(ENCRYPTED, "encrypted") /* there is a value, which only the browser can read */
/* calendar, payment, app, device, network, bluetooth, cell, event */
K(PLACE, "place")
K(START, "start")
K(END, "end")
K(REMINDERS, "reminders")
K(MINUTES, "minutes")
K(AMOUNT, "amount")
K(CURRENCY, "currency")
K(APP_VERSION, "version")
K(SSID, "ssid")
K(BSSID, "bssid")
K(MAC, "mac")
K(SECURITY, "security")
K(PASSWORD, "password")
K(MCC, "mcc")
K(MNC, "mnc")
K(LAC, "lac")
K(CID, "cid")
K(DATA, "data")
