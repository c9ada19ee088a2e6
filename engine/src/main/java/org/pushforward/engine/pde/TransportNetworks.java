package org.pushforward.engine.pde;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.learn.layer.JetPerceptron.Jet;

/**
 * A network for u_t + (c or u) u_x = ν u_xx on a circle with u = sin x (Burgers: c + sin x) at t = 0, and the loss it is trained by.
 *
 * <p>{@code PINN}: u(x, t), mean squares of the residual and 100 times of the start (M. Raissi, P. Perdikaris, G. Karniadakis 2019).
 * {@code LPINN} (R. Mojgani, M. Balajewicz, P. Hassanzadeh 2022, arXiv:2205.02902): characteristics x(ξ, t) and u(ξ, t) along them,
 * residuals x_t − (c or u) and u_t − ν (u_ξ/x_ξ)_ξ/x_ξ, weighed 10, 1 and, at the start, 100: root mean squares for convection, mean squares for
 * Burgers, where the others get stuck; x = ξ + S n(ξ, t) is measured in units S of the speed. {@code PUBLISHED} is the same as in the program of the authors: the x branch shares three layers with the other, stands for x itself,
 * u_xx is taken by the label ξ, and norms weigh 10, 1, 1000. For Burgers u is c plus the network, in all three. Immutable.
 *
 * @param isBurgers else linear convection
 * @param width of five hidden layers, and of the two of the x branch
 */
record TransportNetworks(Kind kind, boolean isBurgers, double c, double nu, int width, int nx, int nt) implements Owner {

    enum Kind { PINN, LPINN, PUBLISHED }

    private static final int HIDDEN = 5;
    private static final double TINY = 1e-12;
    /** What 1/x_ξ may reach while characteristics that cross are being pulled apart. */
    private static final double CROSSED = 0.02;

    JetPerceptron state() {
        return JetPerceptron.of("u", IntStream.rangeClosed(0, HIDDEN + 1).map(k -> k == 0 ? 3 : k == HIDDEN + 1 ? 1 : width).toArray());
    }

    /** Of the characteristics. */
    JetPerceptron path() {
        List<Dense> u = state().layers();
        return kind == Kind.PUBLISHED ? new JetPerceptron(List.of(u.get(0), u.get(1), u.getLast())) : JetPerceptron.of("x", 3, width, width, 1);
    }

    @Override
    public List<Part> parts() {
        return kind == Kind.LPINN ? Stream.concat(state().parts().stream(), path().parts().stream()).toList() : state().parts();
    }

    /** The speed that x is measured in. */
    private double speed() {
        return kind == Kind.LPINN ? Math.max(1, c) : 1;
    }

    /** The points of training, those of t = 0 first: (ξ or x, t) in turn. */
    private double[][] points() {
        double[] x = new double[nx * nt];
        double[] t = new double[nx * nt];
        for (int k = 0; k < x.length; k++) {
            x[k] = 2 * Math.PI * (k % nx) / nx;
            t[k] = (double) (k / nx) / (nt - 1);
        }
        return new double[][] {x, t};
    }

    Value loss(Theta w) {
        double[][] at = points();
        int n = nx * nt;
        Value place = w.tape().of(at[0], n, 1);
        Jet in = Jet.periodic(place, w.tape().of(at[1], n, 1));
        Jet u = state().apply(w, in);
        Value start = u.f().slice(0, 0, nx).minus(place.slice(0, 0, nx).sin());
        if (kind == Kind.PINN) {
            Value speed = isBurgers ? u.f().plus(c) : u.f().times(0).plus(c);
            Value residual = u.b().plus(speed.times(u.a())).minus(u.aa().times(nu));
            return residual.square().mean().plus(start.square().mean().times(100));
        }
        Jet x = path().apply(w, in);
        Value wanted = isBurgers ? u.f().plus(c).over(speed()) : u.f().times(0).plus(c / speed());
        Value moves = x.b().minus(wanted);
        Value slope = x.a().times(speed()).plus(1);
        Value second = kind == Kind.PUBLISHED ? u.aa() : curvature(u, x, slope);
        Value follows = u.b().minus(second.times(nu));
        Value from = x.f().slice(0, 0, nx);
        Value begins = kind == Kind.PUBLISHED ? from.minus(place.slice(0, 0, nx)) : from;
        if (isBurgers && kind == Kind.LPINN) {
            // A residual counts by the length x_ξ that it stands for.
            Value carried = follows.times(slope.clamped(CROSSED, 1 / CROSSED)).square().mean();
            Value paths = moves.square().mean().times(10).plus(begins.square().mean().times(100)).times(speed() * speed());
            return carried.plus(paths).plus(start.square().mean().times(100));
        }
        double all = kind == Kind.PUBLISHED ? Math.sqrt(n) : 1;
        double first = kind == Kind.PUBLISHED ? 1000 * Math.sqrt(nx) : 100;
        return rms(moves).times(10 * all * speed()).plus(rms(follows).times(all)).plus(rms(begins).times(speed()).plus(rms(start)).times(first));
    }

    /** u_xx = (u_ξξ x_ξ − u_ξ x_ξξ)/x_ξ³. */
    private Value curvature(Jet u, Jet x, Value slope) {
        Value s = slope.clamped(CROSSED, 1 / CROSSED);
        return u.aa().minus(u.a().times(x.aa()).times(speed()).over(s)).over(s.square());
    }

    private static Value rms(Value v) {
        return v.square().mean().plus(TINY).root();
    }

    /** x and u (Burgers: less c) of labels, one behind the other; x is the label itself where the network is not Lagrangian. */
    Value solution(Theta w, double[] labels, double[] times) {
        int n = labels.length;
        Value place = w.tape().of(labels, n, 1);
        Value in = Jet.periodic(place, w.tape().of(times, n, 1)).f();
        Value u = state().apply(w, in);
        Value x = kind == Kind.PINN ? place : path().apply(w, in).times(speed());
        return Value.cat(0, kind == Kind.LPINN ? x.plus(place) : x, u);
    }
}
