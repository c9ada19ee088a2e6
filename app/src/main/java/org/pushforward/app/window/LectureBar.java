package org.pushforward.app.window;

import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.views.text.Language;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.views.control.IconButton;
import org.pushforward.views.formula.FormulaView;

/** The line above the panes in a lecture: title, one formula, and what a lecturer reaches for. */
final class LectureBar extends HBox {

    private static final double FORMULA = 15;

    private final Label title = new Label();
    private final StackPane formula = new StackPane();
    private final ToggleButton loop = new ToggleButton("", new FontIcon(Feather.REPEAT));
    private String shown = "";

    /** What the buttons ask for. */
    interface Commands {

        /** The preset after this one, or before it, in the order of the gallery. */
        void turnPreset(int by);

        void setLooping(boolean on);

        void changeSize(int by);

        void toggleTheme();

        void leave();
    }

    LectureBar(Commands commands, Language language) {
        setId("lecture-bar");
        getStyleClass().add("lecture-bar");
        setAlignment(Pos.CENTER_LEFT);
        title.setId("lecture-title");
        title.getStyleClass().add("title");
        title.setMinWidth(80);
        formula.setId("lecture-formula");
        formula.setAlignment(Pos.CENTER);
        formula.setMinWidth(0);
        HBox.setHgrow(formula, Priority.ALWAYS);
        loop.setId("lecture-loop");
        loop.getStyleClass().add("icon");
        loop.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        loop.setTooltip(new Tooltip(language.text("lecture.loop")));
        loop.setAccessibleText(language.text("lecture.loop"));
        loop.setOnAction(_ -> commands.setLooping(loop.isSelected()));
        HBox tools = new HBox(2, new IconButton("lecture-previous", Feather.CHEVRON_LEFT, language.text("lecture.previous"), () -> commands.turnPreset(-1)),
                new IconButton("lecture-next", Feather.CHEVRON_RIGHT, language.text("lecture.next"), () -> commands.turnPreset(1)), loop,
                new IconButton("lecture-smaller", Feather.ZOOM_OUT, language.text("lecture.smaller"), () -> commands.changeSize(-1)),
                new IconButton("lecture-larger", Feather.ZOOM_IN, language.text("lecture.larger"), () -> commands.changeSize(1)),
                new IconButton("lecture-theme", Feather.SUN, language.text("lecture.theme"), commands::toggleTheme),
                new IconButton("lecture-leave", Feather.X, language.text("lecture.leave"), commands::leave));
        tools.setAlignment(Pos.CENTER_RIGHT);
        tools.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().addAll(title, formula, tools);
    }

    /** Shows what is in front. */
    void show(Workspace workspace) {
        loop.setSelected(workspace.isLooping());
        String first = workspace.selected().map(OpenRun::experiment).flatMap(e -> e.description().formulas().stream().findFirst()).orElse("");
        String now = workspace.title() + "\n" + first;
        if (!now.equals(shown)) {
            shown = now;
            title.setText(workspace.title());
            formula.getChildren().clear();
            if (!first.isEmpty()) {
                FormulaView view = new FormulaView(first, FORMULA);
                view.setMaxWidth(view.prefWidth(-1));
                formula.getChildren().add(view);
            }
        }
    }
}
