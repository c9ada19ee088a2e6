package org.pushforward.views.formula;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import javafx.scene.text.Font;
import org.pushforward.views.formula.Notation.Symbol;

/** The letters of formulas: those of TeX, as the KaTeX project made fonts of them. Loaded with the first formula. */
final class Fonts {

    private static final String FOLDER = "/org/pushforward/assets/fonts/";
    private static final List<String> LOADED = List.of("KaTeX_Main-Regular", "KaTeX_Math-Italic", "KaTeX_AMS-Regular", "KaTeX_Size1-Regular", "KaTeX_Size2-Regular",
            "KaTeX_Size3-Regular").stream().map(Fonts::loaded).toList();
    /** What the upright font lacks. */
    private static final String SLANTED_ONLY = "αβγδεζηθικλμνξοπρστυφχψωϕϑϵ";

    private Fonts() { }

    private static String loaded(String name) {
        try (InputStream in = Objects.requireNonNull(Fonts.class.getResourceAsStream(FOLDER + name + ".ttf"), name)) {
            return Font.loadFont(in, 13).getFamily();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Font of(String family, double size) {
        return LOADED.contains(family) ? Font.font(family, size) : Font.font(size);
    }

    static Font of(Symbol s, double size) {
        return switch (s.face()) {
            case BLACKBOARD -> of("KaTeX_AMS", size);
            case ITALIC -> of("KaTeX_Math", size);
            case ROMAN -> of(SLANTED_ONLY.contains(s.text()) ? "KaTeX_Math" : "KaTeX_Main", size);
        };
    }
}
