// Command yaml reads documents as Kubernetes does and prints what it made of them.
// Standard input: for each text its length in bytes, a line break, the text.
// Standard output: for each text one line of JSON, a list of documents in order; an error ends the list, as it ends a read by kubectl.
// Strings are printed with a leading "s", numbers as strings with a leading "n", so that no digit is lost on the way.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

type document struct {
	Value any    `json:"value"`
	Error string `json:"error,omitempty"`
}

// rawValue keeps the JSON that the decoder made, like runtime.RawExtension.
type rawValue struct{ text []byte }

func (r *rawValue) UnmarshalJSON(text []byte) error {
	r.text = bytes.Clone(text)
	return nil
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		text, err := readText(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = writeLine(out, readDocuments(text))
		}
		if err == nil && in.Buffered() == 0 {
			err = out.Flush()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := out.Flush(); err != nil {
		os.Exit(1)
	}
}

func readText(in *bufio.Reader) ([]byte, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	length, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		return nil, err
	}
	text := make([]byte, length)
	_, err = io.ReadFull(in, text)
	return text, err
}

func writeLine(out io.Writer, documents []document) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(documents)
}

func readDocuments(text []byte) (documents []document) {
	documents = []document{}
	defer func() {
		if cause := recover(); cause != nil {
			documents = append(documents, document{Error: fmt.Sprintf("panic: %v", cause)})
		}
	}()
	decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		raw := rawValue{text: []byte("null")}
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return documents
		}
		var value any
		if err == nil {
			value, err = parse(raw.text)
		}
		if err != nil {
			return append(documents, document{Error: err.Error()})
		}
		documents = append(documents, document{Value: value})
	}
}

func parse(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return mark(value)
}

func mark(value any) (any, error) {
	switch typed := value.(type) {
	case string:
		return "s" + typed, nil
	case json.Number:
		text, err := canonicalNumber(typed.String())
		return "n" + text, err
	case []any:
		for i, item := range typed {
			marked, err := mark(item)
			if err != nil {
				return nil, err
			}
			typed[i] = marked
		}
	case map[string]any:
		for key, item := range typed {
			marked, err := mark(item)
			if err != nil {
				return nil, err
			}
			typed[key] = marked
		}
	}
	return value, nil
}

// canonicalNumber prints digits for whole numbers below 2^64 and the shortest exponent form for all others.
func canonicalNumber(text string) (string, error) {
	if signed, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(signed, 10), nil
	}
	if unsigned, err := strconv.ParseUint(text, 10, 64); err == nil {
		return strconv.FormatUint(unsigned, 10), nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", err
	}
	if number == 0 {
		return "0", nil
	}
	if number == math.Trunc(number) && math.Abs(number) < 1<<64 {
		return strconv.FormatFloat(number, 'f', 0, 64), nil
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(number, 'e', -1, 64), "e")
	power, err := strconv.Atoi(exponent)
	return fmt.Sprintf("%se%+d", mantissa, power), err
}
