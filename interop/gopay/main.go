// A campaign's story in gopay's typed calls, each answer's signature verified: created, paid outside, drawn
// from, queried. Prints what each step shows. Argument: the path of sandbox.json.
//
// gopay reads a draw's amount as text and a campaign's amounts as numbers; that is the style "document".
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-pay/gopay"
	"github.com/go-pay/gopay/alipay"
	"github.com/go-pay/gopay/pkg/xhttp"
)

var sandbox struct {
	Gateway         string `json:"gateway"`
	AppID           string `json:"app_id"`
	AppPrivateKey   string `json:"app_private_key_pkcs1"`
	AlipayPublicKey string `json:"alipay_public_key"`
	Admin           string `json:"admin"`
	AdminToken      string `json:"admin_token"`
}

// The SDK's gateway is a constant; this sends to another what is meant for it.
type elsewhere struct{ gateway *url.URL }

func (e elsewhere) RoundTrip(request *http.Request) (*http.Response, error) {
	request.URL.Scheme, request.URL.Host, request.Host = e.gateway.Scheme, e.gateway.Host, e.gateway.Host
	return http.DefaultTransport.RoundTrip(request)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func verify(signed, sign string) {
	ok, err := alipay.VerifySyncSign(sandbox.AlipayPublicKey, signed, sign)
	check(err)
	if !ok {
		log.Fatal("the signature does not fit")
	}
}

func pay(crowdNo string) {
	address := sandbox.Admin + "/admin/v1/campaigns/" + crowdNo + "/pay"
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(`{"reference":"bank-1"}`))
	check(err)
	request.Header.Set("authorization", "Bearer "+sandbox.AdminToken)
	paid, err := http.DefaultClient.Do(request)
	check(err)
	check(paid.Body.Close())
	fmt.Println("pay", paid.StatusCode)
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	check(json.Unmarshal(text, &sandbox))
	gateway, err := url.Parse(sandbox.Gateway)
	check(err)
	client, err := alipay.NewClient(sandbox.AppID, sandbox.AppPrivateKey, false)
	check(err)
	client.SetCharset("utf-8").SetSignType(alipay.RSA2)
	client.SetHttpClient(xhttp.NewClient().SetTransport(elsewhere{gateway}))
	ctx := context.Background()

	end := time.Now().In(time.FixedZone("Beijing", 8*3600)).AddDate(0, 0, 7).Format("2006-01-02 15:04:05")
	plan := gopay.BodyMap{}
	plan.Set("coupon_name", "满100/减10").Set("prize_type", "fixed").Set("total_money", "10.00").
		Set("total_num", "10").Set("prize_msg", "恭喜发财").Set("start_time", "NowTime").
		Set("end_time", end).Set("merchant_link", "HTTP://shop.example/paid")
	created, err := client.MarketingCampaignCashCreate(ctx, plan)
	check(err)
	verify(created.SignData, created.Sign)
	crowdNo := created.Response.CrowdNo
	fmt.Println("create", created.Response.Code)
	pay(crowdNo)

	order := gopay.BodyMap{}
	order.Set("crowd_no", crowdNo).Set("user_id", "2088102146165572").Set("login_id", "a@b.example").
		Set("order_price", "150").Set("out_biz_no", "order_1")
	drawn, err := client.MarketingCampaignCashTrigger(ctx, order)
	check(err)
	verify(drawn.SignData, drawn.Sign)
	fmt.Println("trigger", drawn.Response.PrizeAmount, drawn.Response.RepeatTriggerFlag, drawn.Response.CouponName)

	query := gopay.BodyMap{}
	query.Set("crowd_no", crowdNo)
	detail, err := client.MarketingCampaignCashDetailQuery(ctx, query)
	check(err)
	verify(detail.SignData, detail.Sign)
	shown := detail.Response
	fmt.Printf("detail %s %.2f of %.2f, %d packets\n", shown.CampStatus, shown.SendAmount, shown.TotalAmount, shown.TotalNum)
}
