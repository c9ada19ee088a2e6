package org.pushforward.app.window;

import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.pushforward.app.workspace.Preferences;

/** How large a window is and where: as it was closed, in the middle of the screen and never larger than it. */
record WindowPlace(Stage stage, Preferences preferences) {

    private static final double LEAST_WIDTH = 960;
    private static final double LEAST_HEIGHT = 600;

    void restore() {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.setMinWidth(Math.min(LEAST_WIDTH, screen.getWidth()));
        stage.setMinHeight(Math.min(LEAST_HEIGHT, screen.getHeight()));
        stage.setWidth(Math.min(screen.getWidth(), size("width", Math.clamp(0.8 * screen.getWidth(), 1600, 2560))));
        stage.setHeight(Math.min(screen.getHeight(), size("height", Math.clamp(0.85 * screen.getHeight(), 1000, 1600))));
        stage.setX(screen.getMinX() + Math.floor((screen.getWidth() - stage.getWidth()) / 2));
        stage.setY(screen.getMinY() + Math.floor((screen.getHeight() - stage.getHeight()) / 2));
    }

    void keep() {
        preferences.put("width", String.valueOf(stage.getWidth()));
        preferences.put("height", String.valueOf(stage.getHeight()));
    }

    private double size(String name, double otherwise) {
        return preferences.number(name, 100, 100_000, otherwise);
    }
}
