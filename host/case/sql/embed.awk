# Each `-- :name NAME` and what follows it becomes SQL(NAME, "text"); comments stay here.
/^-- :name / {
    if (name)
        print ")"
    name = $3
    printf "SQL(%s,\n", name
    next
}
name && !/^ *--/ && NF {
    sub(/ +-- .*/, "")
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    printf "    \"%s\\n\"\n", $0
}
END {
    if (name)
        print ")"
}
