// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"strconv"
)

// Change puts a value somewhere into an object or into every one of a list.
type Change struct {
	At    []string        `json:"at"`    // keys; "*" is every item, a number is one of a list
	Value json.RawMessage `json:"value"` // absent: the key is taken away
}

func changed(body []byte, changes []Change) ([]byte, error) {
	var root any
	if err := json.Unmarshal(body, &root); err != nil {
		return nil, err
	}
	for _, change := range changes {
		var value any
		if change.Value != nil {
			if err := json.Unmarshal(change.Value, &value); err != nil {
				return nil, err
			}
		}
		root = put(root, change.At, value, change.Value == nil)
	}
	return json.Marshal(root)
}

func put(node any, at []string, value any, remove bool) any {
	if len(at) == 0 {
		return value
	}
	switch node := node.(type) {
	case map[string]any:
		if len(at) == 1 && remove {
			delete(node, at[0])
		} else {
			node[at[0]] = put(node[at[0]], at[1:], value, remove)
		}
	case []any:
		for i := range node {
			if at[0] == "*" || at[0] == strconv.Itoa(i) {
				node[i] = put(node[i], at[1:], value, remove)
			}
		}
	case nil:
		if !remove && at[0] != "*" {
			return map[string]any{at[0]: put(nil, at[1:], value, false)}
		}
	}
	return node
}
