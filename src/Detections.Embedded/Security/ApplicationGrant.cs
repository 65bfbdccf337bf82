using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Security;

/// <summary>Privileges of an application, such as Kibana, which defines and asks for them itself.</summary>
internal sealed class ApplicationGrant
{
    private readonly string _application;
    private readonly IReadOnlyList<string> _privileges;
    private readonly IReadOnlyList<string> _resources;

    private ApplicationGrant(string application, IReadOnlyList<string> privileges, IReadOnlyList<string> resources)
    {
        _application = application;
        _privileges = privileges;
        _resources = resources;
    }

    public bool Grants(string application, string privilege, string resource) =>
        Glob.Matches(_application, application)
        && Glob.MatchesAny(_privileges, privilege)
        && Glob.MatchesAny(_resources, resource);

    public static ApplicationGrant Read(JsonElement entry)
    {
        entry.Only("applications", "application", "privileges", "resources");
        return new ApplicationGrant(
            entry.Get("application")?.Text("application")
                ?? throw ApiException.Parsing("[applications] an entry needs an [application]"),
            entry.Get("privileges")?.Texts("privileges") ?? [],
            entry.Get("resources")?.Texts("resources") ?? []
        );
    }
}
