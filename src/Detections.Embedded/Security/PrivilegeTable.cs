using Detections.Embedded.Http;

namespace Detections.Embedded.Security;

/// <summary>Named privileges, from those that grant the least to those that grant the most.</summary>
internal sealed class PrivilegeTable(string kind, string[] scopes, (string Name, ActionSet Actions)[] privileges)
{
    /// <summary>The actions of a privilege, which may also be a pattern over actions.</summary>
    public ActionSet Find(string privilege)
    {
        var name = privilege.ToLowerInvariant();
        if (Array.Find(privileges, one => one.Name == name) is { Actions: { } actions })
        {
            return actions;
        }

        return Glob.MatchesAny(scopes, name)
            ? new ActionSet([name.EndsWith('*') ? name : name + "*"])
            : throw ApiException.IllegalArgument(
                $"unknown {kind} privilege [{privilege}]. a privilege must be either one of the predefined {kind} privileges [{string.Join(",", privileges.Select(one => one.Name))}] or a pattern over one of the available {kind} actions"
            );
    }

    /// <summary>The end of a refusal: what would have granted the action.</summary>
    public string Remedy(string action) =>
        $"this action is granted by the {kind} privileges [{string.Join(",", privileges.Where(one => one.Actions.Grants(action)).Select(one => one.Name))}]";
}
