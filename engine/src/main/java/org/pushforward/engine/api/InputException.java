package org.pushforward.engine.api;

/**
 * Input that cannot be used: what it is, where it was, what is allowed. The message is one line that is shown to the user as it
 * stands; the hint, if any, is one more.
 */
public final class InputException extends RuntimeException {

    private final String hint;

    public InputException(String message) {
        this(message, "");
    }

    public InputException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public InputException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What to do about it, or empty. */
    public String hint() {
        return hint;
    }
}
