// SPDX-License-Identifier: Apache-2.0

// Texts with holes: «name» is where a value goes. They are cut once, so that making an object is copying bytes.
package main

import "strings"

type textTemplate struct {
	pieces []string
	holes  []string // after each piece but the last
}

func parseTemplate(text string) textTemplate {
	var t textTemplate
	for {
		before, rest, found := strings.Cut(text, "«")
		t.pieces = append(t.pieces, before)
		if !found {
			return t
		}
		name, after, _ := strings.Cut(rest, "»")
		t.holes = append(t.holes, name)
		text = after
	}
}

func (t *textTemplate) write(to []byte, value func(hole string) string) []byte {
	for i, piece := range t.pieces {
		to = append(to, piece...)
		if i < len(t.holes) {
			to = append(to, value(t.holes[i])...)
		}
	}
	return to
}

// compact drops the spaces in front of lines and the line ends: the templates are laid out for readers.
func compact(text string) string {
	var out strings.Builder
	for _, line := range strings.Split(text, "\n") {
		out.WriteString(strings.TrimSpace(line))
	}
	return out.String()
}
