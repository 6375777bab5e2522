// sourcegraph/jsonrpc2: JSON values one after the other, and Content-Length.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"reflect"
	"time"

	"github.com/sourcegraph/jsonrpc2"
)

var count int

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

func equal(found, expected interface{}) {
	if !reflect.DeepEqual(found, expected) {
		fail("expected %v, found %v", expected, found)
	}
	count++
}

type nobody struct{}

func (nobody) Handle(context.Context, *jsonrpc2.Conn, *jsonrpc2.Request) {}

func converse(ctx context.Context, port string, codec jsonrpc2.ObjectCodec, inFlight int) {
	socket, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		fail("%v", err)
	}
	conn := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(socket, codec), nobody{})
	defer conn.Close()
	call := func(method string, params interface{}) interface{} {
		var answer interface{}
		if err := conn.Call(ctx, method, params, &answer); err != nil {
			fail("%s: %v", method, err)
		}
		return answer
	}
	text := "A\"\\\n活动周 é 😀"
	equal(call("subtract", []int{42, 23}), 19.0)
	equal(call("subtract", map[string]int{"minuend": 42, "subtrahend": 23}), 19.0)
	// nil params are written as null.
	equal(call("get_data", nil), []interface{}{"hello", 5.0})
	equal(call("get_data", []int{}), []interface{}{"hello", 5.0})
	equal(call("echo", []string{text}), []interface{}{text})
	if err := conn.Notify(ctx, "update", []int{1, 2, 3, 4, 5}); err != nil {
		fail("notification: %v", err)
	}
	for method, code := range map[string]int64{"foobar": -32601, "sum": -32602} {
		err := conn.Call(ctx, method, []string{"x"}, nil)
		refusal, is := err.(*jsonrpc2.Error)
		if !is {
			fail("%s: %v", method, err)
		}
		equal(refusal.Code, code)
		var data struct{ Reason string }
		if refusal.Data == nil || json.Unmarshal(*refusal.Data, &data) != nil || data.Reason == "" {
			fail("%s: an error without a reason", method)
		}
	}
	var waiting []jsonrpc2.Waiter
	for number := 0; number < inFlight; number++ {
		waiter, err := conn.DispatchCall(ctx, "sum", []int{number, 1})
		if err != nil {
			fail("%v", err)
		}
		waiting = append(waiting, waiter)
	}
	for number, waiter := range waiting {
		var answer int
		if err := waiter.Wait(ctx, &answer); err != nil {
			fail("%v", err)
		}
		equal(answer, number+1)
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	// Its plain reader drops what it has read beyond one object, so two answers must not be on their way at once.
	converse(ctx, os.Args[1], jsonrpc2.PlainObjectCodec{}, 1)
	converse(ctx, os.Args[1], jsonrpc2.VSCodeObjectCodec{}, 60)
	fmt.Printf("%d answers as plain objects and with Content-Length, errors, 60 in flight, a notification\n", count)
}
