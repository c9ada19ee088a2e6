package org.pushforward.app.lesson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A paragraph of a lesson in pieces. In the file, {@code $…$} is a formula, {@code *…*} is emphasis, {@code [[id]]} or {@code [[id|words]]}
 * leads to the glossary, and a blank line begins another paragraph; a paragraph that is one formula stands by itself.
 */
public record Passage(List<Piece> pieces) {

    private static final Pattern MARK = Pattern.compile("\\$([^$]+)\\$|\\*([^*]+)\\*|\\[\\[([^\\]|]+)(?:\\|([^\\]]+))?]]");

    public Passage {
        pieces = List.copyOf(pieces);
    }

    /** Part of a paragraph. */
    public sealed interface Piece { }

    public record Words(String text) implements Piece { }

    public record Emphasis(String text) implements Piece { }

    public record Formula(String source) implements Piece { }

    /** @param words empty where the term is to stand as the glossary has it */
    public record Link(String term, String words) implements Piece { }

    public static List<Passage> of(String text) {
        return Arrays.stream(text.strip().split("\\n\\s*\\n")).map(p -> paragraph(p.replaceAll("\\s*\\n\\s*", " "))).toList();
    }

    private static Passage paragraph(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher m = MARK.matcher(text);
        int from = 0;
        while (m.find()) {
            if (m.start() > from) {
                pieces.add(new Words(text.substring(from, m.start())));
            }
            pieces.add(m.group(1) != null ? new Formula(m.group(1)) : m.group(2) != null ? new Emphasis(m.group(2))
                    : new Link(m.group(3), m.group(4) == null ? "" : m.group(4)));
            from = m.end();
        }
        if (from < text.length()) {
            pieces.add(new Words(text.substring(from)));
        }
        return new Passage(pieces);
    }

    public boolean isFormula() {
        return pieces.size() == 1 && pieces.getFirst() instanceof Formula;
    }
}
