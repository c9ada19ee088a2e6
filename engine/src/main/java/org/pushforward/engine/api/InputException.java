package org.pushforward.engine.api;

/**
 * Input that cannot be used: what it is, where it was, what is allowed. The message is one line of at most {@value #LONGEST} letters that is
 * shown to the user as it stands; the hint, if any, is one more. What is longer, because it quotes what somebody gave, is cut in its middle.
 */
public final class InputException extends RuntimeException {

    /** Letters of a message. */
    public static final int LONGEST = 300;
    private static final int LONGEST_QUOTE = 60;

    private final String hint;

    public InputException(String message) {
        this(message, "");
    }

    public InputException(String message, String hint) {
        super(line(message));
        this.hint = line(hint);
    }

    public InputException(String message, String hint, Throwable cause) {
        super(line(message), cause);
        this.hint = line(hint);
    }

    /** What to do about it, or empty. */
    public String hint() {
        return hint;
    }

    /** A value to be quoted in a message: its beginning, on one line. */
    public static String quoted(String value) {
        return "\"" + oneLine(value.length() <= LONGEST_QUOTE ? value : value.substring(0, LONGEST_QUOTE) + "…") + "\"";
    }

    /** A message on one line of the allowed length. Begin and end tell most: the file, and what is allowed. */
    public static String line(String message) {
        int half = (LONGEST - 1) / 2;
        return oneLine(message.length() <= LONGEST ? message
                : message.substring(0, half) + "…" + message.substring(message.length() - (LONGEST - 1 - half)));
    }

    private static String oneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl) ? text : text.strip().replaceAll("\\p{Cntrl}+", " ");
    }
}
