-- Names in another case, tables that are not ours, and names of ours in quotes and comments.
CREATE TABLE "sms2"(body);
CREATE TABLE "SMS"("_ID" INTEGER PRIMARY KEY, Thread_Id INTEGER, ADDRESS TEXT, Date INTEGER, TYPE INTEGER, read INTEGER, "Body" TEXT, "body "" FROM sqlite_schema --" TEXT);
INSERT INTO sms2 VALUES('not a message');
INSERT INTO "SMS" VALUES(1,7,'+442079460958',1383065788038,1,1,'hello','x');
