namespace Detections.Eql.Syntax;

/// <summary>A field by its dotted name, without back-ticks; optional if a question mark stood in front.</summary>
internal sealed class FieldExpression(TextSpan span, string name, bool isOptional = false) : Expression(span)
{
    public string Name { get; } = name;

    public bool IsOptional { get; } = isOptional;

    public override string ToString() => (IsOptional ? "?" : "") + Quoted();

    /// <summary>A quoted part may itself hold dots, so a name with an empty part is quoted as a whole.</summary>
    private string Quoted()
    {
        var parts = Name.Split('.');
        return Array.Exists(parts, part => part.Length == 0)
            ? InBackTicks(Name)
            : string.Join('.', Array.ConvertAll(parts, part => Lexer.IsName(part) ? part : InBackTicks(part)));
    }

    private static string InBackTicks(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
