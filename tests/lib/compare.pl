#!/usr/bin/perl
# Compares what end-to-end tests made. Each sub-command prints what differs and exits 1, or says how much
# was equal and exits 0.
#
#   custody BUNDLE LOG         the phantom's log of what it was asked against the bundle's custody
#   ios_custody BUNDLE LOG     the same of an iPhone
#   truth TRUTH RECORDS        every true record found once, nothing else of its kinds
#   payload BUNDLE FOLDER ROOT files of the bundle below ROOT against the folder, byte for byte
#   gaps WHOLE BUNDLE          what BUNDLE lacks of WHOLE, or has otherwise, is named in its ledger or custody
#   names BUNDLE NAMES.JSONL   files of odd names, taken or named
#   same BUNDLE BUNDLE         payload, names and commands of two bundles (clock readings apart)
use strict;
use warnings;
use JSON::PP;
use Digest::SHA;
use File::Find;

my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $problems = 0;

sub problem { print "@_\n" if $problems++ < ($ENV{COMPARE_MAX} // 10); }

sub lines {
    my ($path) = @_;
    open my $f, '<:raw', $path or die "$path: $!\n";
    my @all = map { $json->decode($_) } <$f>;
    return \@all;
}

sub sha256 {
    my $d = Digest::SHA->new(256);
    $d->addfile($_[0], 'b');
    return $d->hexdigest;
}

# What was sent to the phone, as a sorted list of texts. A file of the bundle stands for its request.
sub custody {
    my ($bundle, $log) = @_;
    my (@said, @heard);
    for my $r (@{ lines("$bundle/index.jsonl") }) {
        push @said, "LSTAT $r->{path_hex}", "RECV $r->{path_hex}" if $r->{route} eq 'adb:sync';
    }
    for my $a (@{ lines("$bundle/custody/log.jsonl") }) {
        push @said, $a->{command} =~ /^sync:(LIST|LSTAT)$/ ? "$1 $a->{path_hex}" : "RUN $a->{command}"
            if $a->{act} eq 'command';
        push @said, "LSTAT $a->{path_hex}", "RECV $a->{path_hex}"
            if $a->{act} eq 'not-taken' and $a->{what} eq 'file';
        push @said, "LSTAT $a->{path_hex}" # why a folder does not list
            if $a->{act} eq 'not-taken' and $a->{what} eq 'folder';
    }
    for my $q (@{ lines($log) }) {
        if (defined $q->{sync}) {
            my %name = (RCV2 => 'RECV', LIS2 => 'LIST', LST2 => 'LSTAT', STAT => 'LSTAT');
            my $what = $name{ $q->{sync} } // $q->{sync};
            next if $what eq 'QUIT' or $what eq 'DONE';
            push @heard, "$what $q->{path_hex}";
        } elsif ($q->{service} =~ /^(?:shell,v2(?:,raw)?|shell|exec):(.*)$/s) {
            push @heard, "RUN $1";
        } elsif ($q->{service} ne 'sync:') {
            push @heard, "SERVICE $q->{service}";
        }
    }
    my %n;
    $n{$_}++ for @said;
    $n{$_}-- for @heard;
    for (sort keys %n) {
        problem("said and not heard: $_") if $n{$_} > 0;
        problem("heard and not said: $_") if $n{$_} < 0;
    }
    print scalar(@said), " commands said, ", scalar(@heard), " heard\n";
}

# Bytes as the phone's log has them: what is no UTF-8 as U+FFFD, one for each part that might have begun a character.
sub shown {
    my ($left) = @_;
    my $out = '';
    while (length $left) {
        if ($left =~ s/\A((?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|
                \xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)//x) {
            $out .= $1;
            next;
        }
        $left =~ s/\A(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]|\xf0[\x90-\xbf][\x80-\xbf]?|
                [\xf1-\xf3][\x80-\xbf]{1,2}|\xf4[\x80-\x8f][\x80-\xbf]?|.)//sx;
        $out .= "\xef\xbf\xbd";
    }
    return $out;
}

# The same of an iPhone: what went to its services, by SAID of the worker or by the index. A folder that
# was listed had its entries looked at; a file that was fetched was looked at once more, and opened.
sub ios_custody {
    my ($bundle, $log) = @_;
    my (@said, @heard, %path, %known);
    my $index = lines("$bundle/index.jsonl");
    my $name = sub { my ($r) = @_; return defined $r->{path_hex} ? pack('H*', $r->{path_hex}) : $r->{path} };
    for my $r (@$index) {
        next if ($r->{command} // '') !~ /^afc:GetFileInfo\+Open /;
        my $path = $name->($r);
        push @said, "afc:GetFileInfo $path", "afc:Open $path";
        $path{$path} = 1;
    }
    for my $a (@{ lines("$bundle/custody/log.jsonl") }) {
        if ($a->{act} eq 'command' and $a->{command} =~ /^afc:(List|GetFileInfo)$/) {
            my $path = $name->($a);
            push @said, $1 eq 'List' ? "afc:ReadDir $path" : "afc:GetFileInfo $path";
            $path{$path} = 1 if $1 eq 'List';
        } elsif ($a->{act} eq 'command' and $a->{command} =~ /^(?:lockdown|apps|profiles|house|crash|backup|np):/) {
            push @said, $a->{command};
        } elsif ($a->{act} eq 'not-taken') {
            my $path = $name->($a);
            push @said, "afc:GetFileInfo $path", "afc:Open $path" if $a->{what} eq 'file';
            $path{$path} = 1;
        }
    }
    $known{ shown($_) }++ for keys %path;
    $_ = shown($_) for @said;
    my %looked;
    for my $q (@{ lines($log) }) {
        my $asked = $q->{asked};
        utf8::encode($asked);
        next if $asked =~ /^afc:GetFileInfo (.*)$/s and $known{$1} and $looked{$1}++ < $known{$1}; # in its folder's listing
        push @heard, $asked;
    }
    my %n;
    $n{$_}++ for @said;
    $n{$_}-- for @heard;
    for (sort keys %n) {
        # Nothing comes back for one of these: a connection that is closed at once (a password is set in no
        # time) with something unread takes along what the phone had not read yet.
        next if /^np:Observe / and $n{$_} > 0;
        problem("said and not heard: $_") if $n{$_} > 0;
        problem("heard and not said: $_") if $n{$_} < 0;
    }
    print scalar(@said), " requests said, ", scalar(@heard), " heard\n";
}

# Whether `got` has all that `want` has, with the same values.
sub covers {
    my ($want, $got) = @_;
    return 0 if ref $want ne ref $got;
    if (ref $want eq 'HASH') {
        for (keys %$want) { return 0 if !exists $got->{$_} or !covers($want->{$_}, $got->{$_}); }
        return 1;
    }
    if (ref $want eq 'ARRAY') {
        return 0 if @$want != @$got;
        for (0 .. $#$want) { return 0 if !covers($want->[$_], $got->[$_]); }
        return 1;
    }
    return $json->encode($want) eq $json->encode($got);
}

sub truth {
    my ($truth, $records) = @_;
    my (%bucket, %kinds);
    my $key = sub { my ($r) = @_; return $r->{kind} . '|' . ($r->{time} // '') };
    my $true = lines($truth);
    $kinds{ $_->{kind} } = 1 for @$true;
    my $found = 0;
    open my $in, '<:raw', $records or die "$records: $!\n";
    while (my $line = <$in>) { # reading JSON is slow here: only what can be wanted
        next if $line =~ /^\{"kind":"(\w+)"/ && !$kinds{$1};
        my $r = $json->decode($line);
        next if !$kinds{ $r->{kind} };
        push @{ $bucket{ $key->($r) } }, $r;
        $found++;
    }
    for my $t (@$true) {
        my $list = $bucket{ $key->($t) } // [];
        my ($i) = grep { covers($t, $list->[$_]) } 0 .. $#$list;
        if (defined $i) { splice @$list, $i, 1; }
        else { problem("not found: " . substr $json->encode($t), 0, 600); }
    }
    for (map { @$_ } values %bucket) { problem("not true: " . substr $json->encode($_), 0, 600); }
    print scalar(@$true), " true, $found found\n";
}

sub payload {
    my ($bundle, $folder, $root) = @_;
    my (%have, $bytes);
    my $index = lines("$bundle/index.jsonl");
    my %replaced = map { $_ => 1 } map { @{ $_->{replaces} // [] } } @$index;
    for my $r (@$index) {
        next if $r->{route} !~ /^(?:adb:sync|ios:afc|ios:crash|ios:house_arrest|ios:mobilebackup2)$/ or $replaced{ $r->{file} };
        my $path = pack 'H*', $r->{path_hex};
        next if $r->{route} =~ /^ios/ and $path !~ m{^\Q$root\E/}; # several roots
        problem("not below $root: $path") if $path !~ s/^\Q$root\E\/+//;
        problem("twice: $path") if exists $have{$path};
        $have{$path} = "$bundle/$r->{file}";
    }
    find({ no_chdir => 1, wanted => sub {
        return if -l $_ or !-f $_;
        my $name = substr $_, length($folder) + 1;
        my $file = delete $have{$name};
        if (!defined $file) { problem("missing: $name"); }
        elsif (sha256($file) ne sha256($_)) { problem("differs: $name"); }
        $bytes += -s $_;
    } }, $folder);
    problem("invented: $_") for sort keys %have;
    print $bytes // 0, " bytes compared\n";
}

sub same {
    my ($one, $two) = map {
        my %rows;
        my $index = lines("$_/index.jsonl");
        my %replaced = map { $_ => 1 } map { @{ $_->{replaces} // [] } } @$index;
        for my $r (@$index) {
            my $file = $r->{file};
            delete @$r{qw(taken)};
            delete @$r{qw(sha256 bytes)} if dated($r);
            if ($r->{route} eq 'ios:mobilebackup2') { # its numbers are as it came; each has its own dates
                next if $replaced{$file};
                delete @$r{qw(replaces)};
                $file = delete $r->{file};
                $file = $r->{path};
            }
            $rows{$file} = $json->encode($r);
        }
        \%rows
    } @_;
    for (sort keys %{ { %$one, %$two } }) {
        problem("$_:\n  " . ($one->{$_} // 'not there') . "\n  " . ($two->{$_} // 'not there'))
            if ($one->{$_} // '') ne ($two->{$_} // '');
    }
    print scalar(keys %$one), " objects\n";
}

# Files of odd names: those that come out hold the last part of their path, the others are named.
sub names {
    my ($bundle, $names) = @_;
    my (%have, %lost);
    for my $r (@{ lines("$bundle/index.jsonl") }) {
        $have{ $r->{path_hex} } = $r if $r->{route} =~ /^(?:adb:sync|ios:afc)$/;
    }
    for my $a (@{ lines("$bundle/custody/log.jsonl") }) {
        $lost{ $a->{path_hex} } = 1 if $a->{act} eq 'not-taken';
    }
    my %n = (1 => 0, 0 => 0);
    for my $t (@{ lines($names) }) {
        my ($hex, $r) = ($t->{path_hex}, $have{ $t->{path_hex} });
        my ($part) = pack('H*', $hex) =~ m{([^/]*)\z}s;
        $n{ $t->{comes} ? 1 : 0 }++;
        if ($t->{comes}) {
            if (!$r) { problem("missing: $hex"); }
            elsif ($r->{sha256} ne Digest::SHA::sha256_hex($part)) { problem("another file: $hex"); }
        } else {
            problem("taken: $hex") if $r;
            problem("not named: $hex") if !grep { $hex =~ /^\Q$_\E(?:2f|$)/ } keys %lost;
        }
    }
    print "$n{1} came, $n{0} are named\n";
}

# What an object answers, whatever its number.
sub asked {
    my ($r) = @_;
    return join '|', map { $r->{$_} // '' } qw(path_hex set role columns row command);
}

# What is never the same twice: clock readings, an iPhone's lists of its own backup.
sub dated {
    my ($r) = @_;
    return 1 if ($r->{command} // '') =~ /^date |^lockdown$|^lockdown com\.apple\.(?:disk_usage|mobile\.battery)$/;
    return $r->{route} eq 'ios:mobilebackup2' && $r->{path} =~ m{/(?:Info|Status|Manifest)\.(?:plist|db)$};
}

sub gaps {
    my ($whole, $bundle) = @_;
    my (%have, %lost, %artefact, @where, %bad);
    push @{ $have{ asked($_) } }, $_ for @{ lines("$bundle/index.jsonl") };
    my (%command, %exit);
    for my $a (@{ lines("$bundle/custody/log.jsonl") }) {
        $lost{ $a->{path_hex} } = 1 if $a->{act} eq 'not-taken';
        $command{ $a->{object} } = $a->{command} if $a->{act} eq 'command' && defined $a->{object};
        $bad{ $command{ $a->{object} } } = 1
            if $a->{act} eq 'answer-lost' || ($a->{act} eq 'answer' && $a->{exit} != 0);
    }
    for my $c (@{ lines("$bundle/coverage.jsonl") }) {
        next if $c->{state} =~ /^(?:found|empty|absent)$/;
        $bad{$1} = 1 if $c->{artefact} =~ /:(.*)/;
        $bad{ $c->{where} } = 1 if $c->{route} eq 'ios:lockdown';
        $bad{'backup:Backup'} = 1 if $c->{artefact} eq 'ios.backup';
        push @where, $c->{where} if defined $c->{where};
    }
    my $named = sub {
        my ($r) = @_;
        my $path = $r->{path_hex};
        return 1 if $r->{route} eq 'ios:mobilebackup2' && $bad{'backup:Backup'};
        return scalar grep { $path =~ /^\Q$_\E(?:2f|$)/ } keys %lost if defined $path;
        my $set = $r->{set} // ($r->{command} =~ m{^content read --uri '(.*)/\d+'} ? $1 : undef);
        return scalar grep { $_ eq $set } @where if defined $set;
        return $bad{ $r->{command} } || $r->{command} =~ /^(?:date|df)\b/; # the phone's own state
    };
    my ($missing, $total) = (0, 0);
    for my $r (@{ lines("$whole/index.jsonl") }) {
        $total++;
        my $got = shift @{ $have{ asked($r) } // [] };
        next if $got && ($got->{sha256} eq $r->{sha256} || dated($r));
        $missing++;
        problem(($got ? "differs" : "missing") . " and nobody says so: " . asked($r)) if !$named->($r);
    }
    print "$missing of $total missing or other\n";
}

my %commands = (custody => [\&custody, 2], ios_custody => [\&ios_custody, 2], truth => [\&truth, 2], payload => [\&payload, 3], same => [\&same, 2], gaps => [\&gaps, 2], names => [\&names, 2]);
my $command = $commands{ shift // '' };
die "usage: compare.pl custody|ios_custody|truth|payload|same|gaps|names ...\n" if !$command or @ARGV != $command->[1];
$command->[0]->(@ARGV);
exit($problems ? 1 : 0);
