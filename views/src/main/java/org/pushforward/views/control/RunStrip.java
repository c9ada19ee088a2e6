package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The runs that are compared, a card each: picture, name, a key parameter and a key number. */
public final class RunStrip extends VBox {

    /** What the user asks for; {@code id} is the card's. */
    public interface Listener {

        void onSelect(String id);

        void onClose(String id);

        void onRename(String id, String name);
    }

    /** A card. {@code parameter} is for example "α = 14", {@code value} for example "1.8e-07". */
    public record Card(String id, String name, Optional<Image> thumbnail, String parameter, String value) { }

    private static final PseudoClass COMPACT = PseudoClass.getPseudoClass("compact");

    private final Listener listener;
    private final HBox head;
    private final HBox row = new HBox();
    private final List<RunCard> cards = new ArrayList<>();

    public RunStrip(Listener listener) {
        this.listener = listener;
        setId("runs");
        getStyleClass().add("runs");
        row.getStyleClass().add("row");
        Label title = new Label(say("runs.title"));
        title.getStyleClass().add("title");
        Label subtitle = new Label(say("runs.subtitle"));
        subtitle.getStyleClass().add("muted");
        head = new HBox(12, title, subtitle);
        head.getStyleClass().add("head");
        getChildren().addAll(head, row);
    }

    /** Without the head and with less room around, for a low window. */
    public void setCompact(boolean on) {
        head.setVisible(!on);
        head.setManaged(!on);
        pseudoClassStateChanged(COMPACT, on);
    }

    /** Shows the cards; those that stay keep their nodes, so that a name can be edited while its run goes on. */
    public void show(List<Card> newCards, String selected) {
        boolean same = cards.stream().map(RunCard::cardId).toList().equals(newCards.stream().map(Card::id).toList());
        if (!same) {
            cards.clear();
            newCards.forEach(c -> cards.add(new RunCard(c.id(), listener)));
            row.getChildren().setAll(cards);
        }
        for (int k = 0; k < cards.size(); k++) {
            Card c = newCards.get(k);
            cards.get(k).show(c, c.id().equals(selected), newCards.size() > 1);
        }
    }
}
