// Checks what rashomon handed out with Go's own transparency-log packages,
// golang.org/x/mod/sumdb/note and tlog, and with nothing of rashomon.
//
//	check proof FOLDER      a folder of `rashomon prove`
//	check tiles FOLDER VKEY a folder of `rashomon export --tiles`
//	check growth REQUEST OLD VKEY a request to a witness, after a checkpoint
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Println("REFUSED:", fault)
			os.Exit(1)
		}
	}()
	switch args := os.Args[1:]; args[0] {
	case "proof":
		checkProof(args[1])
	case "tiles":
		checkTiles(args[1], args[2])
	case "growth":
		checkGrowth(args[1], args[2], args[3])
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func read(parts ...string) []byte { return must(os.ReadFile(filepath.Join(parts...))) }

func hash(line string) (hash tlog.Hash) {
	bytes := must(base64.StdEncoding.DecodeString(line))
	if copy(hash[:], bytes) != len(hash) || len(bytes) != len(hash) {
		panic("not a hash: " + line)
	}
	return hash
}

// open gives size and root of a checkpoint that the key signed.
func open(text []byte, vkey string) (int64, tlog.Hash) {
	verifier := must(note.NewVerifier(strings.TrimSpace(vkey)))
	opened := must(note.Open(text, note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	return must(strconv.ParseInt(lines[1], 10, 64)), hash(lines[2])
}

func checkProof(folder string) {
	size, root := open(read(folder, "checkpoint.txt"), string(read(folder, "vkey.txt")))
	names := must(filepath.Glob(filepath.Join(folder, "entries", "*.json")))
	for _, name := range names {
		text := string(read(strings.TrimSuffix(name, ".json") + ".tlog-proof"))
		head, _, _ := strings.Cut(text, "\n\n")
		lines := strings.Split(head, "\n")
		if lines[0] != "c2sp.org/tlog-proof@v1" {
			panic("not a proof: " + name)
		}
		index := must(strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64))
		var proof tlog.RecordProof
		for _, line := range lines[2:] {
			proof = append(proof, hash(line))
		}
		must(0, tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(read(name))))
	}
	fmt.Println("accepted", len(names))
}

type stored []tlog.Hash

func (hashes stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, hashes[index])
	}
	return found, nil
}

func checkTiles(folder, vkey string) {
	size, root := open(read(folder, "checkpoint"), vkey)
	var hashes stored
	for first := int64(0); first < size; first += 256 {
		number := first / 256
		path := fmt.Sprintf("%03d", number%1000)
		for number >= 1000 {
			number /= 1000
			path = fmt.Sprintf("x%03d/%s", number%1000, path)
		}
		if size-first < 256 {
			path += fmt.Sprintf(".p/%d", size-first)
		}
		bundle, leaves := read(folder, "tile", "entries", path), read(folder, "tile", "0", path)
		for seq := first; len(bundle) > 0; seq++ {
			length := int(binary.BigEndian.Uint16(bundle))
			body := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			leaf := tlog.RecordHash(body)
			at := 32 * (seq - first)
			if string(leaves[at:at+32]) != string(leaf[:]) {
				panic("a tile has another hash than its bundle")
			}
			hashes = append(hashes, must(tlog.StoredHashesForRecordHash(seq, leaf, hashes))...)
		}
	}
	if must(tlog.TreeHash(size, hashes)) != root {
		panic("the tiles give another root")
	}
	fmt.Println("accepted", size)
}

func checkGrowth(request, old, vkey string) {
	head, text, _ := strings.Cut(string(read(request)), "\n\n")
	size, root := open([]byte(text), vkey)
	oldSize, oldRoot := open(read(old), vkey)
	lines := strings.Split(head, "\n")
	if lines[0] != fmt.Sprintf("old %d", oldSize) {
		panic("another beginning: " + lines[0])
	}
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		proof = append(proof, hash(line))
	}
	must(0, tlog.CheckTree(proof, size, root, oldSize, oldRoot))
	fmt.Println("accepted", size)
}
