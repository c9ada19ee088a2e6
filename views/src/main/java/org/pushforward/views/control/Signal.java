package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.Locale;

/** What a dot says: it holds, it fails, look out, or nothing is known yet. */
public enum Signal {
    GOOD, BAD, WARNING, OPEN;

    /** The same in words, for those who do not see the color. */
    public String words() {
        return say("check.signal." + name().toLowerCase(Locale.ROOT));
    }
}
