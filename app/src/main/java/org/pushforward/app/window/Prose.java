package org.pushforward.app.window;

import java.util.List;
import java.util.function.BiConsumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.pushforward.app.lesson.Glossary;
import org.pushforward.app.lesson.Passage;
import org.pushforward.views.text.Language;
import org.pushforward.views.formula.FormulaView;

/** Sets the text of a lesson: paragraphs of words, formulas and links to the glossary. */
record Prose(Glossary glossary, Language language, BiConsumer<Glossary.Entry, Node> open) {

    private static final double INLINE = 14;
    private static final double DISPLAYED = 16;

    VBox set(String text) {
        List<Node> paragraphs = Passage.of(text).stream().map(this::paragraph).toList();
        VBox box = new VBox(8, paragraphs.toArray(Node[]::new));
        box.getStyleClass().add("prose");
        return box;
    }

    private Node paragraph(Passage p) {
        if (p.isFormula()) {
            FormulaView f = new FormulaView(((Passage.Formula) p.pieces().getFirst()).source(), DISPLAYED);
            f.getStyleClass().add("displayed");
            return f;
        }
        TextFlow flow = new TextFlow(p.pieces().stream().map(this::piece).toArray(Node[]::new));
        flow.setLineSpacing(3);
        return flow;
    }

    private Node piece(Passage.Piece piece) {
        return switch (piece) {
            case Passage.Words w -> styled(new Text(w.text()), "words");
            case Passage.Emphasis e -> styled(new Text(e.text()), "emphasis");
            case Passage.Formula f -> new FormulaView(f.source(), INLINE);
            case Passage.Link l -> link(l);
        };
    }

    private Node link(Passage.Link l) {
        Glossary.Entry entry = glossary.entry(l.term()).orElseThrow();
        Hyperlink link = new Hyperlink(l.words().isEmpty() ? entry.term().in(language) : l.words());
        link.getStyleClass().add("term");
        link.setOnAction(_ -> open.accept(entry, link));
        return link;
    }

    private static Text styled(Text t, String styleClass) {
        t.getStyleClass().add(styleClass);
        return t;
    }
}
