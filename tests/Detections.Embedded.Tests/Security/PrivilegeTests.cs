namespace Detections.Embedded.Tests.Security;

public sealed class PrivilegeTests
{
    /// <summary>Each request with every privilege that is enough for it. The index is x.</summary>
    public static TheoryData<string, string, string> Requests { get; } =
        new()
        {
            { "GET /", "", "monitor manage all" },
            { "GET /_cluster/health", "", "monitor manage all" },
            { "GET /_cat/health?format=json", "", "monitor manage all" },
            { "PUT /_index_template/t", "{'index_patterns':['t-*']}", "manage_index_templates manage all" },
            { "GET /_index_template/*", "", "monitor manage_index_templates manage all" },
            { "PUT /_component_template/c", "{'template':{}}", "manage_index_templates manage all" },
            { "GET /_security/role", "", "read_security manage_security all" },
            { "PUT /_security/role/r", "{}", "manage_security all" },
            { "PUT /_security/user/u", "{'password':'123456','roles':[]}", "manage_security all" },
            {
                "GET /_security/api_key?username=elastic",
                "",
                "manage_own_api_key manage_api_key read_security manage_security all"
            },
            { "GET /x", "", "x:view_index_metadata x:manage x:all" },
            { "GET /x/_mapping", "", "x:view_index_metadata x:manage x:all" },
            { "GET /x/_settings", "", "x:view_index_metadata x:monitor x:manage x:all" },
            { "GET /x/_alias", "", "x:view_index_metadata x:manage x:all" },
            { "GET /_resolve/index/x", "", "x:view_index_metadata x:manage x:all" },
            { "GET /x/_field_caps?fields=*", "", "x:view_index_metadata x:read x:manage x:all" },
            { "PUT /x/_mapping", "{'properties':{'b':{'type':'keyword'}}}", "x:manage x:all" },
            { "PUT /x/_settings", "{'index.refresh_interval':'5s'}", "x:manage x:all" },
            { "POST /x/_refresh", "", "x:maintenance x:manage x:all" },
            { "PUT /x/_alias/x-alias", "", "x*:manage x*:all" },
            { "DELETE /x", "", "x:delete_index x:manage x:all" },
            { "PUT /new", "{}", "new:create_index new:manage new:all" },
            { "PUT /new", "{'aliases':{'new-alias':{}}}", "new*:manage new*:all" },
            { "PUT /_data_stream/stream", "", "stream:create_index stream:manage stream:all" },
            { "GET /_data_stream/stream-old", "", "stream-old:view_index_metadata stream-old:manage stream-old:all" },
            { "GET /x/_doc/1", "", "x:read x:all" },
            { "GET /x/_search", "", "x:read x:all" },
            { "POST /x/_eql/search", "{'query':'any where true'}", "x:read x:all" },
            { "GET /x/_count", "", "x:read x:all" },
            { "POST /x/_pit?keep_alive=1m", "", "x:read x:all" },
            { "PUT /x/_create/2", "{}", "x:create_doc x:create x:index x:write x:all" },
            { "PUT /x/_doc/1", "{}", "x:create x:index x:write x:all" },
            { "DELETE /x/_doc/1", "", "x:delete x:write x:all" },
        };

    private static readonly string[] ClusterPrivileges =
    [
        "none",
        "monitor",
        "read_pipeline",
        "manage_ingest_pipelines",
        "read_ilm",
        "manage_ilm",
        "manage_index_templates",
        "manage_own_api_key",
        "manage_api_key",
        "read_security",
        "manage_security",
        "manage",
        "all",
    ];

    private static readonly string[] IndexPrivileges =
    [
        "none",
        "create_doc",
        "create",
        "index",
        "delete",
        "write",
        "read",
        "view_index_metadata",
        "monitor",
        "maintenance",
        "auto_configure",
        "create_index",
        "delete_index",
        "manage_ilm",
        "manage",
        "all",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_needs_one_of_its_privileges(string line, string body, string privileges)
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /_index_template/streams", "{'index_patterns':['stream*'],'data_stream':{}}");
        var enough = privileges.Split(' ');
        var names = enough.Where(one => one.Contains(':')).Select(one => one.Split(':')[0]).FirstOrDefault();
        var all = names is null ? ClusterPrivileges : [.. IndexPrivileges.Select(one => $"{names}:{one}")];
        List<string> found = [];
        foreach (var privilege in all)
        {
            await Prepare(node);
            var caller = await node.WithKey(Role(privilege));
            var answer = await caller.Send(line, body.Length == 0 ? null : body);
            if ((int)answer.Status < 300)
            {
                found.Add(privilege);
                continue;
            }

            Assert.True((int)answer.Status == 403, $"{privilege}: {answer.Text}");
            var reason = (string)answer.Json["error"]!["reason"]!;
            Assert.StartsWith("action [", reason, StringComparison.Ordinal);
            Assert.Contains("this action is granted by the ", reason, StringComparison.Ordinal);
        }

        Assert.Equal(enough.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("create", "create_doc create index write all")]
    [InlineData("index", "create index write all")]
    [InlineData("delete", "delete write all")]
    public async Task Each_operation_of_a_bulk_is_allowed_or_refused_by_itself(string operation, string privileges)
    {
        await using var node = await TestNode.StartSecuredAsync();
        List<string> found = [];
        foreach (var privilege in IndexPrivileges)
        {
            await Prepare(node);
            // What is allowed for another index lets the request as a whole through
            var role = $"{{'indices':[{Grant("x", privilege)},{Grant("other", "write")}]}}";
            var caller = await node.WithKey(role);
            var document = operation == "delete" ? "" : "{}\n";
            var answer = await caller.Ok(
                "POST /_bulk",
                $"{{'{operation}':{{'_index':'x','_id':'9'}}}}\n{document}{{'create':{{'_index':'other','_id':'{privilege}'}}}}\n{{}}\n"
            );
            Assert.Equal(201, (int)answer["items"]![1]!["create"]!["status"]!);
            var item = answer["items"]![0]![operation]!;
            if ((int)item["status"]! == 403)
            {
                Assert.Equal("security_exception", (string)item["error"]!["type"]!);
                Assert.Contains(" on indices [x], ", (string)item["error"]!["reason"]!, StringComparison.Ordinal);
            }
            else
            {
                found.Add(privilege);
            }
        }

        Assert.Equal(privileges.Split(' ').Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("create_doc", 403)]
    [InlineData("create_doc','auto_configure", 201)]
    [InlineData("create_doc','create_index", 201)]
    [InlineData("create_doc','manage", 201)]
    public async Task A_write_that_makes_an_index_needs_the_privilege_to(string privileges, int status)
    {
        await using var node = await TestNode.StartSecuredAsync();
        var caller = await node.WithKey($"{{'indices':[{Grant("new", privileges)}]}}");
        var answer = await caller.Send("PUT /new/_create/1", "{'a':1}");
        Assert.True((int)answer.Status == status, answer.Text);
    }

    [Theory]
    [InlineData("create_doc", 403)]
    [InlineData("create_doc','auto_configure", 201)]
    [InlineData("write", 201)]
    public async Task New_fields_of_a_data_stream_need_a_privilege_of_their_own(string privileges, int status)
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /_index_template/streams", "{'index_patterns':['stream*'],'data_stream':{}}");
        await node.Ok("PUT /_data_stream/stream");
        var caller = await node.WithKey($"{{'indices':[{Grant("stream", privileges)}]}}");
        await caller.Ok("POST /stream/_doc", "{'@timestamp':0}");
        Assert.Equal(status, (int)(await caller.Send("POST /stream/_doc", "{'@timestamp':0,'new':1}")).Status);
    }

    [Fact]
    public async Task Wildcards_stand_for_what_may_be_read_and_names_do_not()
    {
        await using var node = await TestNode.StartSecuredAsync();
        foreach (var index in (string[])["logs-a", "logs-b", "other"])
        {
            await node.Ok($"PUT /{index}/_doc/{index}?refresh=true", "{}");
        }

        var caller = await node.WithKey($"{{'indices':[{Grant("logs-a", "read','view_index_metadata")}]}}");
        Assert.Equal("logs-a", await caller.Ids("logs-*", "{'match_all':{}}"));
        Assert.Equal("logs-a", await caller.Ids("_all", "{'match_all':{}}"));
        Assert.Equal("", await caller.Ids("other*", "{'match_all':{}}"));
        await caller.Refused(403, "GET /logs-a,logs-b/_search");
        Assert.Equal(1, (int)(await caller.Ok("GET /logs-a,logs-b/_count?ignore_unavailable=true"))["count"]!);
        await caller.Refused(403, "GET /missing/_search");
        await caller.Refused(404, "GET /other*/_search?allow_no_indices=false");
        Assert.Single((await caller.Ok("GET /_resolve/index/*"))["indices"]!.AsArray());
        Assert.Equal("""["logs-a"]""", (await caller.Ok("GET /_field_caps?fields=*"))["indices"]!.ToJsonString());
    }

    [Fact]
    public async Task Multi_get_refuses_each_document_by_itself()
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /a/_doc/1", "{}");
        await node.Ok("PUT /b/_doc/1", "{}");
        var caller = await node.WithKey($"{{'indices':[{Grant("a", "read")}]}}");
        var docs = (await caller.Ok("POST /_mget", "{'docs':[{'_index':'a','_id':'1'},{'_index':'b','_id':'1'}]}"))[
            "docs"
        ]!;
        Assert.True((bool)docs[0]!["found"]!);
        Assert.Equal("security_exception", (string)docs[1]!["error"]!["type"]!);
    }

    [Fact]
    public async Task A_point_in_time_of_somebody_else_opens_nothing()
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /a/_doc/1?refresh=true", "{}");
        var pit = (string)(await node.Ok("POST /a/_pit?keep_alive=1m"))["id"]!;
        var caller = await node.WithKey($"{{'indices':[{Grant("b", "read")}]}}");
        await caller.Refused(403, "POST /_search", $"{{'pit':{{'id':'{pit}'}}}}");
        var reader = await node.WithKey($"{{'indices':[{Grant("a", "read")}]}}");
        await reader.Ok("POST /_search", $"{{'pit':{{'id':'{pit}'}}}}");
    }

    [Fact]
    public async Task What_is_allowed_for_a_data_stream_or_alias_goes_for_what_is_behind_it()
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /_index_template/streams", "{'index_patterns':['stream*'],'data_stream':{}}");
        await node.Ok("POST /stream/_doc?refresh=true", "{'@timestamp':0}");
        await node.Ok("PUT /x", "{'aliases':{'alias':{}}}");
        var backing = (string)
            (await node.Ok("GET /_data_stream/stream"))["data_streams"]![0]!["indices"]![0]!["index_name"]!;
        var caller = await node.WithKey($"{{'indices':[{Grant("stream", "read")},{Grant("alias", "read")}]}}");
        await caller.Ok($"GET /{backing}/_search");
        await caller.Ok("GET /alias/_search");
        await caller.Refused(403, "GET /x/_search");
    }

    [Theory]
    [InlineData("read", "logs-*", true)]
    [InlineData("read", "logs-a", true)]
    [InlineData("read", "log*", false)]
    [InlineData("read", "*", false)]
    [InlineData("view_index_metadata", "logs-*", false)]
    [InlineData("create_doc", "mine-*", true)]
    [InlineData("index", "mine-*", true)]
    [InlineData("delete", "mine-*", true)]
    [InlineData("write", "mine-*", true)]
    [InlineData("auto_configure", "mine-*", false)]
    [InlineData("manage", "mine-*", false)]
    [InlineData("create_index", "both-1", true)]
    [InlineData("view_index_metadata", "both-1", true)]
    [InlineData("all", "both-1", false)]
    public async Task Index_privileges_are_told_for_names_and_patterns(string privilege, string name, bool expected)
    {
        await using var node = await TestNode.StartSecuredAsync();
        var caller = await node.WithKey(
            $"{{'indices':[{Grant("logs-*", "read")},{Grant("mine-*", "write")},{Grant("both-*", "manage")}]}}"
        );
        var answer = await caller.Ok("POST /_security/user/_has_privileges", $"{{'index':[{Grant(name, privilege)}]}}");
        Assert.Equal(expected, (bool)answer["index"]![name]![privilege]!);
        Assert.Equal(expected, (bool)answer["has_all_requested"]!);
    }

    [Theory]
    [InlineData("monitor", "monitor", true)]
    [InlineData("monitor", "manage", false)]
    [InlineData("manage", "monitor", true)]
    [InlineData("manage", "manage", true)]
    [InlineData("manage", "manage_index_templates", true)]
    [InlineData("manage", "manage_security", false)]
    [InlineData("manage", "all", false)]
    [InlineData("all", "manage_security", true)]
    [InlineData("manage_ilm", "read_ilm", true)]
    [InlineData("read_ilm", "manage_ilm", false)]
    [InlineData("manage_api_key", "manage_own_api_key", true)]
    [InlineData("none", "monitor", false)]
    [InlineData("manage", "manage_slm", true)]
    [InlineData("monitor", "monitor_ml", true)]
    [InlineData("monitor", "manage_ml", false)]
    [InlineData("manage_ml", "manage_ml", true)]
    public async Task Cluster_privileges_are_told(string granted, string asked, bool expected)
    {
        await using var node = await TestNode.StartSecuredAsync();
        var caller = await node.WithKey(Role(granted));
        var answer = await caller.Ok("POST /_security/user/_has_privileges", $"{{'cluster':['{asked}']}}");
        Assert.Equal(expected, (bool)answer["cluster"]![asked]!);
    }

    [Fact]
    public async Task Privileges_of_applications_are_compared_as_they_are_written()
    {
        await using var node = await TestNode.StartSecuredAsync();
        var caller = await node.WithKey(
            "{'applications':[{'application':'kibana-.kibana','privileges':['feature_discover.read'],'resources':['space:default']}]}"
        );
        var answer = await caller.Ok(
            "POST /_security/user/_has_privileges",
            "{'application':[{'application':'kibana-.kibana','privileges':['feature_discover.read','all'],'resources':['space:default']}]}"
        );
        Assert.Equal(
            """{"feature_discover.read":true,"all":false}""",
            answer["application"]!["kibana-.kibana"]!["space:default"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_role_is_shown_as_it_was_put()
    {
        await using var node = await TestNode.StartSecuredAsync();
        const string Body =
            "{'cluster':['monitor'],'indices':[{'names':['a'],'privileges':['read']}],'metadata':{'version':1}}";
        Assert.True((bool)(await node.Ok("PUT /_security/role/r", Body))["role"]!["created"]!);
        Assert.False((bool)(await node.Ok("PUT /_security/role/r", Body))["role"]!["created"]!);
        Assert.Equal(
            """{"cluster":["monitor"],"indices":[{"names":["a"],"privileges":["read"],"allow_restricted_indices":false}],"metadata":{"version":1},"applications":[],"run_as":[],"transient_metadata":{"enabled":true}}""",
            (await node.Ok("GET /_security/role/r"))["r"]!.ToJsonString()
        );
        await node.Ok("DELETE /_security/role/r");
        Assert.Equal("{}", (await node.Send("GET /_security/role/r")).Text);
    }

    [Theory]
    [InlineData("{'cluster':['mointor']}", "unknown cluster privilege [mointor]. a privilege must be either one of")]
    [InlineData("{'indices':[{'names':['a'],'privileges':['raed']}]}", "unknown index privilege [raed]. a privilege")]
    [InlineData(
        "{'indices':[{'names':['/a.*/'],'privileges':['read']}]}",
        "the index name [/a.*/] of a role is a regular"
    )]
    [InlineData(
        "{'indices':[{'names':[],'privileges':['read']}]}",
        "indices privileges must refer to at least one of [names]"
    )]
    [InlineData("{'indices':[{'names':['a'],'privileges':['read'],'query':'{}'}]}", "[indices] unknown field [query]")]
    [InlineData("{'privileges':[]}", "[role] unknown field [privileges]")]
    public async Task A_role_that_is_not_understood_is_refused(string role, string reason)
    {
        await using var node = await TestNode.StartSecuredAsync();
        var error = await node.Refused(400, "PUT /_security/role/r", role);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
    }

    private static async Task Prepare(TestNode node)
    {
        foreach (var index in (string[])["x", "new", "other"])
        {
            await node.Send($"DELETE /{index}");
        }

        await node.Send("DELETE /_data_stream/stream");
        await node.Send("PUT /_data_stream/stream-old");
        await node.Ok("PUT /x", "{'mappings':{'properties':{'a':{'type':'keyword'},'@timestamp':{'type':'date'}}}}");
        await node.Ok("PUT /other");
        await node.Ok("PUT /x/_doc/1?refresh=true", "{}");
    }

    private static string Role(string privilege) =>
        privilege.Split(':') is [var names, var name]
            ? $"{{'indices':[{Grant(names, name)}]}}"
            : $"{{'cluster':['{privilege}']}}";

    private static string Grant(string names, string privileges) =>
        $"{{'names':['{names}'],'privileges':['{privileges}']}}";
}
