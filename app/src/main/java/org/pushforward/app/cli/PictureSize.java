package org.pushforward.app.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushforward.engine.api.InputException;

/** What {@code --size} says. */
record PictureSize(int width, int height) {

    static final int MAX_SIDE = 16_384;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
    static final int MIN_SIDE = 64;

    static PictureSize of(String text, int most) {
        return of(text, most, MIN_SIDE);
    }

    static PictureSize of(String text, int most, int least) {
        Matcher m = SIZE.matcher(text);
        if (m.matches()) {
            int w = Integer.parseInt(m.group(1));
            int h = Integer.parseInt(m.group(2));
            if (Math.min(w, h) >= least && Math.max(w, h) <= most) {
                return new PictureSize(w, h);
            }
        }
        throw new InputException("--size: " + InputException.quoted(text) + " is not allowed; give WIDTHxHEIGHT from " + least + "x" + least
                + " to " + most + "x" + most);
    }
}
