package org.pushforward.views.control;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.text.Font;
import org.pushforward.views.raster.PaneColors;

/**
 * Dark or light: the AtlantaFX theme, the workbench's own style sheets and the fonts Inter and JetBrains Mono. One theme holds for the
 * whole program, popups and dialogs included. FX thread only.
 */
public enum Theme {
    DARK(new PrimerDark().getUserAgentStylesheet()),
    LIGHT(new PrimerLight().getUserAgentStylesheet());

    private static final String ASSETS = "/org/pushforward/assets/";

    private final String base;

    Theme(String base) {
        this.base = base;
    }

    /** Gives a scene the workbench's style and makes this the theme of the program. */
    public void apply(Scene scene) {
        Fonts.LOADED.forEach(f -> Objects.requireNonNull(f, "a font of the assets cannot be read"));
        Application.setUserAgentStylesheet(base);
        scene.getStylesheets().setAll(sheets());
        scene.getRoot().getStyleClass().removeAll("dark", "light");
        scene.getRoot().getStyleClass().addAll("workbench", name().toLowerCase(Locale.ROOT));
    }

    /** The colors inside the panes. */
    public PaneColors colors() {
        return this == DARK ? PaneColors.DARK : PaneColors.LIGHT;
    }

    public Theme other() {
        return this == DARK ? LIGHT : DARK;
    }

    /** Gives the root of another window or dialog the style of the program. */
    public static void dress(Parent root) {
        root.getStylesheets().setAll(sheets());
        root.getStyleClass().addAll("workbench", current().name().toLowerCase(Locale.ROOT));
    }

    private static Theme current() {
        return LIGHT.base.equals(Application.getUserAgentStylesheet()) ? LIGHT : DARK;
    }

    private static List<String> sheets() {
        List<String> sheets = List.of(asset("css/modena-names.css"), asset("css/workbench.css"));
        if (Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW)) {
            return sheets;
        }
        // Without a compositing window manager shadows and round corners of popups are white.
        return Stream.concat(sheets.stream(), Stream.of(asset("css/opaque-popups.css"))).toList();
    }

    private static String asset(String path) {
        return Objects.requireNonNull(Theme.class.getResource(ASSETS + path), path).toExternalForm();
    }

    /** Loaded with the first scene and never again. */
    private static final class Fonts {
        static final List<Font> LOADED = List.of("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf",
                "JetBrainsMono-Regular.ttf", "JetBrainsMono-Medium.ttf").stream()
                .map(f -> Font.loadFont(asset("fonts/" + f), 13)).toList();
    }
}
