package org.pushforward.app.window;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.views.text.Language;
import org.pushforward.views.control.IconButton;

/** Three ways to begin, above the panes of the first start; they stop nobody and go with the first choice. */
final class StartCards extends HBox {

    private static final double HEIGHT = 80;

    /** In less the words need the room of the icons. */
    private static final double ROOMY = 680;

    /** A way to begin. */
    record Way(String id, Feather icon, Runnable action) { }

    StartCards(Language language, List<Way> ways, Runnable close) {
        setId("start-cards");
        getStyleClass().add("start-cards");
        for (Way w : ways) {
            Label title = new Label(language.text("start." + w.id() + ".title"));
            title.getStyleClass().add("name");
            Label sentence = new Label(language.text("start." + w.id() + ".sentence"));
            sentence.getStyleClass().add("muted");
            sentence.setWrapText(true);
            // The text has its lines by the width, which the row would not ask for.
            sentence.setMinHeight(0);
            VBox words = new VBox(2, title, sentence);
            words.setAlignment(Pos.CENTER_LEFT);
            words.setMinWidth(0);
            HBox.setHgrow(words, Priority.ALWAYS);
            FontIcon icon = new FontIcon(w.icon());
            icon.visibleProperty().bind(widthProperty().greaterThan(ROOMY));
            icon.managedProperty().bind(icon.visibleProperty());
            HBox inside = new HBox(12, icon, words);
            inside.setAlignment(Pos.CENTER_LEFT);
            Button card = new Button("", inside);
            card.setId("start-" + w.id());
            card.getStyleClass().setAll("button", "start-card");
            card.setAccessibleText(title.getText() + ". " + sentence.getText());
            card.setMaxWidth(Double.MAX_VALUE);
            card.setMinHeight(HEIGHT);
            card.setMaxHeight(HEIGHT);
            card.setPrefHeight(HEIGHT);
            card.setMinWidth(0);
            card.setPrefWidth(100);
            HBox.setHgrow(card, Priority.ALWAYS);
            card.setOnAction(_ -> {
                close.run();
                w.action().run();
            });
            getChildren().add(card);
        }
        IconButton away = new IconButton("start-close", Feather.X, language.text("start.close"), close);
        setAlignment(Pos.TOP_LEFT);
        getChildren().add(away);
    }
}
