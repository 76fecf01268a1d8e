CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL);
INSERT INTO access VALUES ('kTCCServiceCamera', 'net.whatsapp.WhatsApp', 0, 1, 1), ('kTCCServiceMicrophone', 'net.whatsapp.WhatsApp', 0, 0, 0);
