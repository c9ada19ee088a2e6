package org.pushforward.engine.sph;
final class WeaklyCompressibleChecks { WeaklyCompressibleChecks(WeaklyCompressible w) {} void declare() {} }
