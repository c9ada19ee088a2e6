package org.pushforward.engine.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dictionary at the head of an NPY file, a literal of Python: texts in single or double quotes, True, False, tuples of whole numbers
 * (Python 2 wrote 12L). Anything else, lists of fields say, is kept as an opaque value. One reader a text.
 */
final class PythonLiteral {

    private static final Pattern TEXT = Pattern.compile("\\s*[bu]?(?:'([^'\\\\]*)'|\"([^\"\\\\]*)\")\\s*");
    private static final Pattern WORD = Pattern.compile("\\s*(True|False)\\s*");
    private static final Pattern TUPLE = Pattern.compile("\\s*\\(\\s*((?:\\d{1,20}L?\\s*,\\s*)*(?:\\d{1,20}L?)?)\\s*\\)\\s*");
    private static final Pattern LIST = Pattern.compile("\\s*\\[[^\\]]*\\]\\s*");
    private static final Pattern NOTHING = Pattern.compile("\\s*");

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /**
     * From keys to String, Boolean or long[] (sizes, {@link Long#MAX_VALUE} when larger).
     *
     * @throws NumberFormatException when the text is not of this kind
     */
    static Map<String, Object> dictionary(String text) {
        PythonLiteral literal = new PythonLiteral(text);
        Map<String, Object> all = new LinkedHashMap<>();
        literal.sign('{');
        while (!literal.next('}')) {
            String key = literal.string();
            literal.sign(':');
            if (all.put(key, literal.value()) != null) {
                throw new NumberFormatException("twice the key " + key);
            }
            if (!literal.next(',') && !literal.ahead('}')) {
                throw new NumberFormatException("a comma is missing");
            }
        }
        return all;
    }

    private Object value() {
        Matcher m = found(WORD);
        if (m != null) {
            return m.group(1).equals("True");
        }
        m = found(TUPLE);
        if (m != null) {
            String inside = m.group(1).strip();
            // A single number in brackets is no tuple.
            if (!inside.isEmpty() && inside.indexOf(',') < 0) {
                throw new NumberFormatException("(n) is no tuple");
            }
            return inside.isEmpty() ? new long[0] : Pattern.compile("\\s*,\\s*").splitAsStream(inside).mapToLong(PythonLiteral::size).toArray();
        }
        m = found(LIST);
        return m != null ? new Object[0] : string();
    }

    private static long size(String digits) {
        String bare = digits.replace("L", "");
        return bare.length() > 18 ? Long.MAX_VALUE : Long.parseLong(bare);
    }

    private String string() {
        Matcher m = found(TEXT);
        if (m == null) {
            throw new NumberFormatException("no text in quotes");
        }
        return m.group(1) != null ? m.group(1) : m.group(2);
    }

    private void sign(char c) {
        if (!next(c)) {
            throw new NumberFormatException("no " + c);
        }
    }

    private boolean next(char c) {
        boolean there = ahead(c);
        at += there ? 1 : 0;
        return there;
    }

    private boolean ahead(char c) {
        found(NOTHING);
        return at < text.length() && text.charAt(at) == c;
    }

    private Matcher found(Pattern pattern) {
        Matcher m = pattern.matcher(text).region(at, text.length());
        if (!m.lookingAt()) {
            return null;
        }
        at = m.end();
        return m;
    }
}
