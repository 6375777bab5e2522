// The same JSON-RPC work as the testbed's on Go's standard library: requests pipelined, the answers to what one read brought
// written at once, one goroutine per connection. Prints the port it got.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
)

type request struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

type answer struct {
	Version string          `json:"jsonrpc"`
	Result  any             `json:"result"`
	ID      json.RawMessage `json:"id"`
}

type failure struct {
	Version string          `json:"jsonrpc"`
	Error   fault           `json:"error"`
	ID      json.RawMessage `json:"id"`
}

type fault struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

type reflection struct {
	Number int64  `json:"number"`
	Text   string `json:"text"`
}

func run(request *request) (any, *fault) {
	switch {
	case request.Version != "2.0":
		return nil, &fault{-32600, "Invalid Request"}
	case request.Method == "reflect":
		var params reflection
		if json.Unmarshal(request.Params, &params) != nil {
			return nil, &fault{-32602, "Invalid params"}
		}
		return params, nil
	default:
		return nil, &fault{-32601, "Method not found"}
	}
}

func serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReaderSize(connection, 64<<10)
	writer := bufio.NewWriterSize(connection, 64<<10)
	// Ends each value with a newline.
	encoder := json.NewEncoder(writer)
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return
		}
		var request request
		if json.Unmarshal(line, &request) != nil {
			encoder.Encode(failure{"2.0", fault{-32700, "Parse error"}, nil})
		} else if result, fault := run(&request); fault != nil {
			encoder.Encode(failure{"2.0", *fault, request.ID})
		} else {
			encoder.Encode(answer{"2.0", result, request.ID})
		}
		if reader.Buffered() == 0 && writer.Flush() != nil {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("listening on", listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go serve(connection)
	}
}
