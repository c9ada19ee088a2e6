package org.pushforward.views.control;

/** What a dot says: it holds, it fails, look out, or nothing is known yet. */
public enum Signal {
    GOOD("holds"), BAD("fails"), WARNING("look out"), OPEN("not measured yet");

    private final String words;

    Signal(String words) {
        this.words = words;
    }

    /** The same in words, for those who do not see the colour. */
    public String words() {
        return words;
    }
}
