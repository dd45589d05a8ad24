// Reads proofs, checkpoints and consistency proofs, one JSON object a line, and answers each with a line:
// "ok", or why Go's golang.org/x/mod/sumdb/{tlog,note} does not take it. Built and run by scripts/crosscheck.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Asked is one line: a file and what it claims to be, or a consistency proof. Go takes bytes as base64.
type Asked struct {
	Kind   string
	File   []byte
	Old    int64
	Before []byte
	Size   int64
	After  []byte
	Hashes [][]byte
}

const header = "c2sp.org/tlog-proof@v1"

var strict = base64.StdEncoding.Strict()

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: stranger ORIGIN VKEY")
		os.Exit(2)
	}
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	known := note.VerifierList(verifier)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	for lines.Scan() {
		if err := judge(lines.Bytes(), os.Args[1], known); err != nil {
			fmt.Fprintln(out, strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Fprintln(out, "ok")
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	out.Flush()
}

func judge(line []byte, origin string, known note.Verifiers) error {
	var asked Asked
	if err := json.Unmarshal(line, &asked); err != nil {
		return err
	}
	switch asked.Kind {
	case "checkpoint":
		_, err := checkpoint(asked.File, origin, known)
		return err
	case "proof":
		return proof(asked.File, origin, known)
	case "consistency":
		return consistency(asked)
	}
	return errors.New("asked of no known kind")
}

// checkpoint opens a note and reads its text with the tlog package, which knows one origin only: its own.
func checkpoint(file []byte, origin string, known note.Verifiers) (tlog.Tree, error) {
	opened, err := note.Open(file, known)
	if err != nil {
		return tlog.Tree{}, err
	}
	rest := strings.TrimPrefix(opened.Text, origin+"\n")
	if rest == opened.Text {
		return tlog.Tree{}, errors.New("another origin")
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func proof(file []byte, origin string, known note.Verifiers) error {
	at := bytes.Index(file, []byte("\n\n"))
	if at < 0 {
		return errors.New("no empty line")
	}
	tree, err := checkpoint(file[at+2:], origin, known)
	if err != nil {
		return err
	}
	lines := strings.Split(string(file[:at]), "\n")
	if len(lines) < 3 || lines[0] != header || !strings.HasPrefix(lines[1], "extra ") {
		return errors.New("not the lines of a proof")
	}
	data, err := strict.DecodeString(lines[1][len("extra "):])
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil || lines[2] != fmt.Sprintf("index %d", index) {
		return errors.New("no index")
	}
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	return tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(data))
}

func consistency(asked Asked) error {
	var path tlog.TreeProof
	for _, one := range asked.Hashes {
		hash, err := sized(one)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	before, err := sized(asked.Before)
	if err != nil {
		return err
	}
	after, err := sized(asked.After)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, asked.Size, after, asked.Old, before)
}

func sized(value []byte) (tlog.Hash, error) {
	var hash tlog.Hash
	if copy(hash[:], value) != len(hash) || len(value) != len(hash) {
		return hash, errors.New("a hash of another length")
	}
	return hash, nil
}
