package org.pushforward.views.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * A language the window speaks. Its texts are the bundle {@code texts/window.properties} and, where it is not English, that with the
 * code of the language behind it; {@code {0}}, {@code {1}} stand for what is inserted.
 */
public enum Language {
    ENGLISH("en", Locale.ROOT),
    GERMAN("de", Locale.GERMAN);

    private static final String BUNDLE = "org.pushforward.assets.texts.window";

    private final String code;
    private final Locale locale;

    Language(String code, Locale locale) {
        this.code = code;
        this.locale = locale;
    }

    /** The language of {@code -Dpushforward.language}, else of the machine where it is one of these, else English. */
    public static Language chosen() {
        String wanted = System.getProperty("pushforward.language", Locale.getDefault().getLanguage());
        return Arrays.stream(values()).filter(l -> l.code.equals(wanted)).findFirst().orElse(ENGLISH);
    }

    /** The text of a key in the chosen language. */
    public static String say(String key, Object... inserted) {
        return chosen().text(key, inserted);
    }

    /** The text of a key for as many: {@code key.one} or {@code key.many}, into which the number goes. */
    public static String counted(String key, long number) {
        return say(key + (number == 1 ? ".one" : ".many"), number);
    }

    /** As in the names of files: en, de. */
    public String code() {
        return code;
    }

    /** The text of a key. */
    public String text(String key, Object... inserted) {
        String text;
        try {
            text = bundle().getString(key);
        } catch (MissingResourceException e) {
            throw new IllegalArgumentException("no text for " + key + " in " + code, e);
        }
        for (int k = 0; k < inserted.length; k++) {
            text = text.replace("{" + k + "}", String.valueOf(inserted[k]));
        }
        return text;
    }

    /** Of all texts. */
    public Set<String> keys() {
        return bundle().keySet();
    }

    /** All texts of this language; what it lacks is not replaced by another one. */
    ResourceBundle bundle() {
        return ResourceBundle.getBundle(BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
