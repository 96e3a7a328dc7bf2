package ns.cli.help;

import picocli.CommandLine.IVersionProvider;

/** The version of the module, which Maven compiled into it. */
public final class Version implements IVersionProvider {

    /** Called by picocli. */
    public Version() {}

    @Override
    public String[] getVersion() {
        String version = Version.class.getModule().getDescriptor().rawVersion().orElse("of an unknown version");
        return new String[] {"ns " + version};
    }
}
