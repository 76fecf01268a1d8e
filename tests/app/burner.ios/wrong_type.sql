CREATE TABLE cfurl_cache_response ("entry_ID" INTEGER PRIMARY KEY, "request_key", "time_stamp");
INSERT INTO cfurl_cache_response VALUES (1,x'ff00',x'ff00');
CREATE TABLE cfurl_cache_receiver_data ("entry_ID" INTEGER PRIMARY KEY, "isDataOnFS", "receiver_data");
INSERT INTO cfurl_cache_receiver_data VALUES (1,'seven','no bytes');
