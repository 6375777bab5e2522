# AnyEvent::Handle: JSON values written and read by its own incremental `json` type, and as netstrings.
use strict;
use warnings;
use utf8;
use AnyEvent;
use AnyEvent::Handle;
use JSON::PP;

my ($port) = @ARGV;
my $count = 0;
my $text = qq(A"\\\n活动周 é 😀);

sub equal {
    my ($found, $expected) = @_;
    my $canonical = JSON::PP->new->canonical->allow_nonref->latin1;
    my ($a, $b) = map { $canonical->encode($_) } $found, $expected;
    die "expected $b, found $a\n" unless $a eq $b;
    $count++;
}

my @calls = (
    ['subtract', [42, 23], 19], ['subtract', {minuend => 42, subtrahend => 23}, 19], ['get_data', {}, ['hello', 5]],
    ['echo', [$text], [$text]], ['sum', [1, 2, 4], 7],
);

sub converse {
    my ($write, $read) = @_;
    my $done = AnyEvent->condvar;
    my $deadline = AnyEvent->timer(after => 30, cb => sub { $done->croak("no answer within 30 s") });
    my $handle;
    $handle = AnyEvent::Handle->new(
        connect => ['127.0.0.1', $port], on_error => sub { $done->croak("connection: $_[2]") });
    my %waiting;
    # All at once, a notification among them.
    for my $id (0 .. $#calls) {
        my ($method, $params, $expected) = @{$calls[$id]};
        $waiting{$id} = sub { equal($_[0]{result}, $expected) };
        $write->($handle, {jsonrpc => '2.0', id => $id, method => $method, params => $params});
    }
    $write->($handle, {jsonrpc => '2.0', method => 'update', params => [1, 2, 3]});
    $waiting{unknown} = sub { equal($_[0]{error}{code}, -32601) };
    $write->($handle, {jsonrpc => '2.0', id => 'unknown', method => 'foobar'});
    my $on_answer;
    $on_answer = sub {
        my ($answer) = @_;
        my $check = delete $waiting{$answer->{id}} or return $done->croak("an answer nobody waits for");
        eval { $check->($answer); 1 } or return $done->croak($@);
        %waiting ? $read->($handle, $on_answer) : $done->send;
    };
    $read->($handle, $on_answer);
    $done->recv;
    $handle->destroy;
}

converse(
    sub { $_[0]->push_write(json => $_[1]) },
    sub { my ($handle, $then) = @_; $handle->push_read(json => sub { $then->($_[1]) }) });

my $json = JSON::PP->new->utf8;
converse(
    sub { $_[0]->push_write(netstring => $json->encode($_[1])) },
    sub {
        my ($handle, $then) = @_;
        $handle->push_read(netstring => sub { $then->($json->decode($_[1])) });
    });

print "$count answers pipelined as unframed JSON and as netstrings, errors, notifications\n";
