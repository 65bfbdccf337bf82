using System.Reflection;

namespace Detections.Eql.Tests;

public sealed class AssemblyTests
{
    private static readonly Assembly Eql = typeof(EqlQuery).Assembly;

    [Fact]
    public void The_language_depends_on_nothing_but_the_framework() =>
        Assert.All(
            Eql.GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal)
        );

    [Fact]
    public void The_public_surface_is_what_PublicApi_txt_lists()
    {
        var expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        var actual = Eql.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(Describe)
            .Aggregate("", (text, line) => $"{text}{line}\n");
        // To accept a change, copy this file over PublicApi.txt
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.actual.txt"), actual);

        Assert.Equal(expected, actual);
    }

    private static IEnumerable<string> Describe(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => !IsWrittenByTheCompiler(type, member))
            .Select(member => $"  {Describe(member)}")
            .Order(StringComparer.Ordinal)
            .Prepend(type.FullName!);

    private static string Describe(MemberInfo member) =>
        member switch
        {
            ConstructorInfo constructor => $"new({Parameters(constructor)})",
            MethodInfo method =>
                $"{Modifier(method.IsStatic)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
            PropertyInfo property =>
                $"{Modifier(property.GetMethod!.IsStatic)}{Name(property.PropertyType)} {property.Name}"
                    + (property.CanWrite ? " { get; init; }" : " { get; }"),
            FieldInfo field => $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
            _ => member.ToString()!,
        };

    private static string Modifier(bool isStatic) => isStatic ? "static " : "";

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(parameter =>
                    $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}"
                    + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")
                )
        );

    private static string Name(Type type) =>
        type.IsByRef ? Name(type.GetElementType()!)
        : type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static bool IsWrittenByTheCompiler(Type type, MemberInfo member) =>
        member is MethodInfo { IsSpecialName: true } or FieldInfo { IsSpecialName: true }
        || (
            type.GetMethod("<Clone>$") is not null
            && member.Name is "<Clone>$" or "Equals" or "GetHashCode" or "Deconstruct"
        )
        || (type.GetMethod("<Clone>$") is not null && member.Name == "ToString" && type != typeof(EqlError));
}
