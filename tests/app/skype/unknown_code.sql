-- A type that nobody has listed.
CREATE TABLE Messages (id INTEGER NOT NULL PRIMARY KEY, is_permanent INTEGER, convo_id INTEGER, chatname TEXT, author TEXT, from_dispname TEXT, dialog_partner TEXT, timestamp INTEGER, type INTEGER, sending_status INTEGER, edited_by TEXT, edited_timestamp INTEGER, body_xml TEXT, identities TEXT, remote_id INTEGER);
CREATE TABLE Accounts (id INTEGER NOT NULL PRIMARY KEY, skypename TEXT, fullname TEXT, phone_mobile TEXT, emails TEXT, profile_timestamp INTEGER, lastonline_timestamp INTEGER, lastused_timestamp INTEGER, mood_timestamp INTEGER, country TEXT, city TEXT);
CREATE TABLE Conversations (id INTEGER NOT NULL PRIMARY KEY, identity TEXT, displayname TEXT, creator TEXT, creation_timestamp INTEGER);
CREATE TABLE Participants (id INTEGER NOT NULL PRIMARY KEY, convo_id INTEGER, identity TEXT, adder TEXT);
CREATE TABLE Chats (id INTEGER NOT NULL PRIMARY KEY, name TEXT, friendlyname TEXT, timestamp INTEGER, activity_timestamp INTEGER, participants TEXT, dialog_partner TEXT);
INSERT INTO Messages(id, convo_id, chatname, author, from_dispname, dialog_partner, timestamp, type, sending_status, body_xml, remote_id) VALUES(1, 33, '#o/$p;1', 'owner', 'The Owner', 'peer', 1375219589, 4711, 2, 'hi', 1001);
CREATE TABLE SMSes (id INTEGER NOT NULL PRIMARY KEY, type INTEGER, status INTEGER, timestamp INTEGER, target_numbers TEXT, body TEXT, chatmsg_id INTEGER);
CREATE TABLE Transfers (id INTEGER NOT NULL PRIMARY KEY, partner_handle TEXT, partner_dispname TEXT, status INTEGER, starttime INTEGER, accepttime INTEGER, finishtime INTEGER, filepath TEXT, filename TEXT, filesize TEXT, bytestransferred TEXT, pk_id INTEGER, parent_id INTEGER, offer_send_list TEXT);
CREATE TABLE Calls (id INTEGER NOT NULL PRIMARY KEY, begin_timestamp INTEGER, topic TEXT, host_identity TEXT, duration INTEGER, is_incoming INTEGER, is_conference INTEGER, partner_handle TEXT, partner_dispname TEXT, pstn_number TEXT);
CREATE TABLE CallMembers (id INTEGER NOT NULL PRIMARY KEY, identity TEXT, dispname TEXT, call_duration INTEGER, start_timestamp INTEGER, call_db_id INTEGER);
CREATE TABLE Voicemails (id INTEGER NOT NULL PRIMARY KEY, partner_handle TEXT, partner_dispname TEXT, timestamp INTEGER, duration INTEGER, path TEXT);
CREATE TABLE Contacts (id INTEGER NOT NULL PRIMARY KEY, skypename TEXT, pstnnumber TEXT, fullname TEXT, phone_home TEXT, phone_office TEXT, phone_mobile TEXT, emails TEXT, about TEXT, profile_timestamp INTEGER, lastonline_timestamp INTEGER, displayname TEXT, country TEXT, isblocked INTEGER);
INSERT INTO SMSes(id, type, body, timestamp, target_numbers) VALUES(1, 9, 'x', 1375219588, '1');
