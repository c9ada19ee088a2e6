package org.pushforward.views.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.views.control.UiTest;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

class FormulaViewTest extends UiTest {

    private static final double PANEL = 226;
    private final VBox sheet = new VBox(10);

    @Start
    void start(Stage stage) {
        sheet.setMaxWidth(PANEL);
        sheet.setPrefWidth(PANEL);
        show(stage, new ScrollPane(sheet), 900, 700);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            W₂² = ∫₀¹ |x|² du           # W_{2}^{2}=∫_{0}^{1}|x|^{2}du
            (f − C)/ε                   # {f−C}/{ε}
            exp((fᵢ + gⱼ)/ε)            # exp({f_{i}+g_{j}}/{ε})
            ∂φ/∂n = 0                   # {∂φ}/{∂n}=0
            v²/4ε²                      # {v^{2}}/{4ε^{2}}
            a / b c                     # a/bc
            |z|²/v²                     # |z|^{2}/v^{2}
            √(1 − x²) + √ε              # √{1−x^{2}}+√{ε}
            p_{1−t}^{k+1}               # p_{1−t}^{k+1}
            c_skip x_n²                 # c_{skip}x_{n}^{2}
            x̂ + ᾱ                       # xˆ+α¯
            S₀^−½                       # S_{0}^{−{1}/{2}}
            x₁_d                        # x_{1d}
            Πᵢⱼ Π_d R_d                 # Π_{ij}∏_{d}R_{d}
            x′S + u″                    # x^{′}S+u^{′′}
            D_ν⊥ν⊥ u                    # D_{ν⊥ν⊥}u
            [0, 1)                      # [0,1)
            """)
    void aLineOfTextIsRead(String text, String plain) {
        assertThat(LinearNotation.parse(text).plain().replace(" ", "")).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            \\frac{1}{2}\\int_0^1 |x|^2\\,dx        # {1}/{2}∫_{0}^{1}|x|^{2}dx
            \\sum_{k=1}^n \\lambda_k \\le \\sqrt[3]{x}  # ∑_{k=1}^{n}λ_{k}≤√[3]{x}
            \\left( \\frac{a}{b} \\right)^2          # ({a}/{b})^{2}
            \\hat x + \\bar{\\alpha}'                # xˆ+α¯^{′}
            \\mathbb{E}\\log p \\text{ for all }     # Elogpforall
            \\unknown{x}                            # unknownx
            \\frac{1                                # {1}/{}
            """)
    void texIsRead(String text, String plain) {
        assertThat(TexNotation.parse(text).plain().replace(" ", "")).isEqualTo(plain);
    }

    @Test
    void everyFormulaThereIsFitsBesideTheParameters(FxRobot robot) {
        List<String> wide = new ArrayList<>();
        robot.interact(() -> Catalogue.all().forEach(e -> e.description().formulas().forEach(f -> {
            FormulaView view = new FormulaView(f, 15);
            sheet.getChildren().setAll(view);
            view.resize(PANEL, view.prefHeight(PANEL));
            view.layout();
            for (Node n : view.getChildrenUnmodifiable()) {
                if (n.getBoundsInParent().getMaxX() > PANEL + 3) {
                    wide.add(e.id() + ": " + f + " reaches " + n.getBoundsInParent().getMaxX());
                    return;
                }
            }
        })));
        assertThat(wide).isEmpty();
    }

    @Test
    void aFractionStandsAboutItsRuleAndScriptsAreSmaller(FxRobot robot) {
        FormulaView[] view = new FormulaView[1];
        robot.interact(() -> {
            view[0] = new FormulaView("\\frac{a^2}{b}", 20);
            sheet.getChildren().setAll(view[0]);
            view[0].resize(200, view[0].prefHeight(200));
            view[0].layout();
        });
        List<Node> nodes = view[0].getChildrenUnmodifiable();
        double rule = nodes.stream().filter(Rectangle.class::isInstance).findFirst().orElseThrow().getBoundsInParent().getCenterY();
        List<javafx.scene.text.Text> letters = nodes.stream().filter(javafx.scene.text.Text.class::isInstance).map(javafx.scene.text.Text.class::cast).toList();
        assertThat(letters).extracting(javafx.scene.text.Text::getText).containsExactly("a", "2", "b");
        assertThat(letters.get(0).getLayoutY()).isLessThan(rule);
        assertThat(letters.get(2).getLayoutY()).isGreaterThan(rule);
        assertThat(letters.get(1).getFont().getSize()).isLessThan(letters.get(0).getFont().getSize());
        assertThat(letters.get(1).getLayoutY()).isLessThan(letters.get(0).getLayoutY());
        assertThat(view[0].getAccessibleText()).isEqualTo("\\frac{a^2}{b}");
    }
}
