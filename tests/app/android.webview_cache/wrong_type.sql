CREATE TABLE cache(_id INTEGER PRIMARY KEY,url TEXT,filepath TEXT,lastmodify TEXT,etag TEXT,expires INTEGER,mimetype TEXT,httpstatus INTEGER,location TEXT,contentlength INTEGER);
INSERT INTO cache VALUES(1,x'00',x'01',5,x'02','soon',x'03','ok',x'04','long');
